import { describe, expect, it } from 'vitest';
import { isOver, statusAfter } from './status.ts';

describe('statusAfter', () => {
  it('leaves what is over as it is, whatever happens', () => {
    for (const status of ['canceled', 'incomplete_expired']) {
      expect(isOver(status)).toBe(true);
      for (const happening of [
        'invoice_paid',
        'payment_failed',
        'retries_exhausted',
        'trial_ended',
      ] as const) {
        expect(statusAfter(status, happening, 'mark_unpaid')).toBe(status);
      }
    }
  });

  it('lets the settings decide what the last retry leads to', () => {
    expect(statusAfter('past_due', 'retries_exhausted', 'cancel')).toBe('canceled');
    expect(statusAfter('past_due', 'retries_exhausted', 'mark_unpaid')).toBe('unpaid');
    expect(statusAfter('past_due', 'retries_exhausted', 'leave_past_due')).toBe('past_due');
  });
});
