import { describe, expect, it } from 'vitest';
import { addPeriods, periodEndAfter } from './calendar.ts';

const at = (iso: string) => Date.parse(iso) / 1000;
const monthly = { interval: 'month', interval_count: 1 };

describe('periodEndAfter', () => {
  it('comes back to the 31st after shorter months', () => {
    const anchor = at('2026-01-31T10:00:00Z');
    expect(periodEndAfter(anchor, anchor, monthly)).toBe(at('2026-02-28T10:00:00Z'));
    expect(periodEndAfter(anchor, at('2026-02-28T10:00:00Z'), monthly)).toBe(at('2026-03-31T10:00:00Z'));
    expect(periodEndAfter(anchor, at('2028-02-01T00:00:00Z'), monthly)).toBe(at('2028-02-29T10:00:00Z'));
  });

  it('never ends at the moment itself, in any rhythm', () => {
    for (const interval of ['day', 'week', 'month', 'year']) {
      for (const interval_count of [1, 3]) {
        const cadence = { interval, interval_count };
        const anchor = at('2024-02-29T00:00:00Z');
        const end = periodEndAfter(anchor, at('2027-08-15T12:00:00Z'), cadence);
        expect(end).toBeGreaterThan(at('2027-08-15T12:00:00Z'));
        expect(periodEndAfter(anchor, end, cadence)).toBeGreaterThan(end);
        expect(periodEndAfter(anchor, end - 1, cadence)).toBe(end);
      }
    }
  });
});

describe('addPeriods', () => {
  it('goes backwards as well', () => {
    expect(addPeriods(at('2026-03-31T00:00:00Z'), monthly, -1)).toBe(at('2026-02-28T00:00:00Z'));
  });
});
