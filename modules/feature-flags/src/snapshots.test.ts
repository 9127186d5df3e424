import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SnapshotRow } from './flags.sql.ts';
import { createSnapshots } from './snapshots.ts';
import {
  byOperator,
  type FlagsFixture,
  memberOf,
  REFRESH_SECONDS,
  startFlags,
} from './testing/start-flags.ts';

const key = 'new-dashboard';
const flag = {
  key,
  description: 'The dashboard anew',
  is_enabled: true,
  rollout_percentage: 100,
  ...byOperator,
};

let fixture: FlagsFixture;
let teamId: `team_${string}`;
beforeEach(async () => {
  fixture = await startFlags();
  teamId = await fixture.aTeam();
});
afterEach(() => fixture.close());

const isOn = () => fixture.featureFlags.isEnabled(key, { teamId });

describe('a process', () => {
  test('reads the flags before its first answer', async () => {
    await fixture.featureFlags.createFlag(flag);
    const { featureFlags } = fixture.anotherProcess();
    const answers = Array.from({ length: 20 }, () => featureFlags.isEnabled(key, { teamId }));
    expect(new Set(await Promise.all(answers))).toEqual(new Set([true]));
  });

  test('sees its own change at once', async () => {
    expect(await isOn()).toBe(false);
    await fixture.featureFlags.createFlag(flag);
    expect(await isOn()).toBe(true);
    await fixture.featureFlags.overrideForTeam({ key, team_id: teamId, is_enabled: false, ...byOperator });
    expect(await isOn()).toBe(false);
    await fixture.featureFlags.removeOverride({ key, team_id: teamId, ...byOperator });
    expect(await isOn()).toBe(true);
    await fixture.featureFlags.changeFlag({ key, is_enabled: false, ...byOperator });
    expect(await isOn()).toBe(false);
  });

  test('sees the change of another process within the refresh, and not before', async () => {
    const other = fixture.anotherProcess();
    expect(await other.featureFlags.isEnabled(key, { teamId })).toBe(false);
    await fixture.featureFlags.createFlag(flag);
    fixture.clock.advance(REFRESH_SECONDS - 1);
    expect(await other.featureFlags.isEnabled(key, { teamId })).toBe(false);
    fixture.clock.advance(1);
    expect(await other.featureFlags.isEnabled(key, { teamId })).toBe(true);
  });

  test('sees its own change although a reading that began before it ends after it', async () => {
    const reads: PromiseWithResolvers<SnapshotRow[]>[] = [];
    const read = () => {
      const pending = Promise.withResolvers<SnapshotRow[]>();
      reads.push(pending);
      return pending.promise;
    };
    const { clock, log } = fixture;
    const snapshots = createSnapshots({ read, clock, log: log.log, refreshSeconds: REFRESH_SECONDS });
    const asked = snapshots.current();
    const refreshed = snapshots.refresh();
    reads[1]?.resolve([{ key, is_enabled: true, rollout_basis_points: 10_000, overrides: {} }]);
    await refreshed;
    reads[0]?.resolve([]);
    expect((await asked).has(key)).toBe(true);
    expect((await snapshots.current()).has(key)).toBe(true);
    expect(reads).toHaveLength(2);
  });

  test('asks the database for nothing between two refreshes', async () => {
    await fixture.featureFlags.createFlag(flag);
    await fixture.base.drop();
    const before = fixture.log.text();
    fixture.clock.advance(REFRESH_SECONDS - 1);
    expect(await isOn()).toBe(true);
    expect(await fixture.featureFlags.evaluate('nothing', { teamId })).toMatchObject({ reason: 'ERROR' });
    expect(await fixture.featureFlags.listForTeam({ caller: memberOf(teamId) })).toEqual({
      flags: { [key]: true },
    });
    expect(fixture.log.text()).toBe(before);
  });
});

describe('while the database is away', () => {
  test('what was read last stays in force, and the log says so', async () => {
    await fixture.featureFlags.createFlag(flag);
    await fixture.base.drop();
    fixture.clock.advance(3_600);
    const answers = Array.from({ length: 20 }, isOn);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([true]));
    expect(fixture.log.text().match(/feature flags could not be read/g)).toHaveLength(1);
    fixture.clock.advance(REFRESH_SECONDS - 1);
    expect(await isOn()).toBe(true);
    expect(fixture.log.text().match(/feature flags could not be read/g)).toHaveLength(1);
  });

  test('a process that has read nothing yet answers nothing, and does once the flags can be read', async () => {
    await fixture.featureFlags.createFlag(flag);
    const owner = new pg.Client({ connectionString: fixture.base.ownerUrl });
    await owner.connect();
    const { featureFlags } = fixture.anotherProcess();
    await owner.query('alter table feature_flags rename to elsewhere');
    await expect(featureFlags.isEnabled(key, { teamId })).rejects.toThrow();
    await owner.query('alter table elsewhere rename to feature_flags');
    await owner.end();
    expect(await featureFlags.isEnabled(key, { teamId })).toBe(true);
  });

  test('flags are read again once they can be', async () => {
    await isOn();
    const owner = new pg.Client({ connectionString: fixture.base.ownerUrl });
    await owner.connect();
    await fixture.anotherProcess().featureFlags.createFlag(flag);
    await owner.query('alter table feature_flags rename to elsewhere');
    fixture.clock.advance(REFRESH_SECONDS);
    expect(await isOn()).toBe(false);
    await owner.query('alter table elsewhere rename to feature_flags');
    await owner.end();
    fixture.clock.advance(REFRESH_SECONDS);
    expect(await isOn()).toBe(true);
  });
});
