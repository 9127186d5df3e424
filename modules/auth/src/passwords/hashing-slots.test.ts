import { describe, expect, it } from 'vitest';
import { refusalOf } from '../testing/refusal.ts';
import { createHashingSlots } from './hashing-slots.ts';

describe('hashing slots', () => {
  it('run so many hashes at once and no more', async () => {
    const inSlot = createHashingSlots(2);
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const hash = () => {
      running++;
      return gate.promise;
    };
    const hashes = Array.from({ length: 10 }, () => inSlot(hash));
    await Promise.resolve();
    expect(running).toBe(2);
    gate.resolve();
    await Promise.all(hashes);
    expect(running).toBe(10);
  });

  it('refuse what would wait longer than about a second, and ask to be tried again then', async () => {
    const inSlot = createHashingSlots(2);
    const gate = Promise.withResolvers<void>();
    const hashes = Array.from({ length: 130 }, () => inSlot(() => gate.promise));
    const oneTooMany = inSlot(() => gate.promise);
    await expect(oneTooMany).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(await refusalOf(oneTooMany)).toBe('unavailable');
    gate.resolve();
    await Promise.all(hashes);
    expect(await refusalOf(inSlot(() => gate.promise))).toBe('none');
  });

  it('are free again after a hash that failed', async () => {
    const inSlot = createHashingSlots(1);
    await expect(inSlot(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await inSlot(() => Promise.resolve('hashed'))).toBe('hashed');
  });
});
