import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf } from './bucket.ts';
import { evaluate, type Flag } from './evaluate.ts';

const teamId = 'team_01k00000000000000000000000';
const other = 'team_01k00000000000000000000001';

const aFlag = (changes: Partial<Flag> = {}): Flag => ({
  key: 'new-dashboard',
  isEnabled: true,
  rolloutBasisPoints: 0,
  overrides: new Map(),
  ...changes,
});

const basisPoints = fc.integer({ min: 0, max: 10_000 });
const keys = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/);
const teams = fc.uuid().map((id) => `team_${id}` as const);

test('buckets are the published hash, so that no release moves teams about', () => {
  // printf '%s' new-dashboard:team_01k00000000000000000000000 | sha256sum, the first 12 digits modulo 10,000
  expect(bucketOf('new-dashboard', teamId)).toBe(9353);
  expect(bucketOf('new-dashboard', other)).toBe(9478);
});

test('a team that has a flag keeps it when the percentage is raised', () => {
  fc.assert(
    fc.property(keys, teams, basisPoints, basisPoints, (key, team, one, another) => {
      const [before, after] = [Math.min(one, another), Math.max(one, another)].map((rolloutBasisPoints) =>
        evaluate(aFlag({ key, rolloutBasisPoints }), { teamId: team }),
      );
      return !before?.value || after?.value === true;
    }),
    { numRuns: 2_000 },
  );
});

test('a flag is on for as many teams as its percentage says', () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `team_${index}` as const);
  for (const rolloutBasisPoints of [50, 1_000, 3_333, 9_950]) {
    const flag = aFlag({ rolloutBasisPoints });
    const on = ids.filter((id) => evaluate(flag, { teamId: id }).value);
    // The ids are fixed, so that this is no matter of chance: within half a percent of all teams.
    expect(Math.abs(on.length / ids.length - rolloutBasisPoints / 10_000)).toBeLessThan(0.005);
  }
});

test('other flags come to other teams first', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => `team_${index}` as const);
  const firstOf = (key: string) =>
    ids.filter((id) => evaluate(aFlag({ key, rolloutBasisPoints: 1_000 }), { teamId: id }).value);
  const ofTheOther = new Set(firstOf('dark-mode'));
  const both = firstOf('new-dashboard').filter((id) => ofTheOther.has(id));
  expect(both.length).toBeLessThan(60);
});

test.each<[string, Partial<Flag>, boolean, string]>([
  ['rolled out to nobody', {}, false, 'STATIC'],
  ['rolled out to everybody', { rolloutBasisPoints: 10_000 }, true, 'STATIC'],
  ['on for the team by name', { overrides: new Map([[teamId, true]]) }, true, 'TARGETING_MATCH'],
  [
    'off for the team by name, and rolled out to everybody',
    { rolloutBasisPoints: 10_000, overrides: new Map([[teamId, false]]) },
    false,
    'TARGETING_MATCH',
  ],
  ['on for another team by name', { overrides: new Map([[other, true]]) }, false, 'STATIC'],
  [
    "rolled out to the team's bucket",
    { rolloutBasisPoints: bucketOf('new-dashboard', teamId) + 1 },
    true,
    'SPLIT',
  ],
  [
    "rolled out to the bucket before the team's",
    { rolloutBasisPoints: bucketOf('new-dashboard', teamId) },
    false,
    'SPLIT',
  ],
  [
    'switched off, whatever else is set',
    { isEnabled: false, rolloutBasisPoints: 10_000, overrides: new Map([[teamId, true]]) },
    false,
    'DISABLED',
  ],
])('a flag that is %s', (_what, changes, value, reason) => {
  expect(evaluate(aFlag(changes), { teamId })).toEqual({ value, reason });
});

test('a flag that is not there is off, and the reason says so', () => {
  expect(evaluate(undefined, { teamId })).toEqual({
    value: false,
    reason: 'ERROR',
    errorCode: 'FLAG_NOT_FOUND',
  });
});
