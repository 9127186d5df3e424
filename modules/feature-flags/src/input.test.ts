import { expect, test } from 'vitest';
import { flagChangeSchema, newFlagSchema } from './index.ts';

const newFlag = { key: 'new-dashboard', description: 'The dashboard anew' };

test.each(['Dashboard', 'new_dashboard', '1st', '', 'a'.repeat(64), 'a b'])(
  '"%s" is no key of a flag',
  (key) => {
    expect(newFlagSchema.safeParse({ ...newFlag, key }).success).toBe(false);
  },
);

test.each(['a', 'new-dashboard', 'a'.repeat(63)])('"%s" is a key of a flag', (key) => {
  expect(newFlagSchema.safeParse({ ...newFlag, key }).success).toBe(true);
});

test.each([-1, 100.01, 33.333, Number.NaN])('%s is no percentage', (rollout_percentage) => {
  expect(newFlagSchema.safeParse({ ...newFlag, rollout_percentage }).success).toBe(false);
  expect(flagChangeSchema.safeParse({ rollout_percentage }).success).toBe(false);
});

test('every hundredth of a percent is a percentage', () => {
  const percentages = Array.from({ length: 10_001 }, (_, basisPoints) => basisPoints / 100);
  const refused = percentages.filter(
    (rollout_percentage) => !flagChangeSchema.safeParse({ rollout_percentage }).success,
  );
  expect(refused).toEqual([]);
});
