import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newFlagSchema } from './index.ts';
import { byOperator, type FlagsFixture, startFlags } from './testing/start-flags.ts';

const key = 'new-dashboard';
const newFlag = newFlagSchema.parse({ key, description: 'The dashboard anew' });

let fixture: FlagsFixture;
beforeEach(async () => {
  fixture = await startFlags();
});
afterEach(() => fixture.close());

const flags = () => fixture.featureFlags;
const refusal = (code: string) => ({ definition: expect.objectContaining({ code }) });
const auditLog = async () =>
  (
    await fixture.db.orm.execute(sql`
      select action, actor_kind, actor_id, target_kind, target_id, reason, before, after, request_id
        from audit_log order by position`)
  ).rows;

describe('a new flag', () => {
  test('is enabled and rolled out to nobody, unless it is said otherwise', async () => {
    const { flag } = await flags().createFlag({ ...newFlag, ...byOperator });
    expect(flag).toEqual({
      key,
      description: 'The dashboard anew',
      is_enabled: true,
      rollout_percentage: 0,
      created_at: '2026-03-01T10:00:00.000Z',
      updated_at: '2026-03-01T10:00:00.000Z',
      archived_at: null,
    });
  });

  test('cannot take the key of another, archived or not; of many at once one is made', async () => {
    const attempts = Array.from({ length: 20 }, () => flags().createFlag({ ...newFlag, ...byOperator }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await flags().archiveFlag({ key, ...byOperator });
    await expect(flags().createFlag({ ...newFlag, ...byOperator })).rejects.toMatchObject(
      refusal('feature_flag_key_taken'),
    );
  });
});

describe('a change', () => {
  beforeEach(() => flags().createFlag({ ...newFlag, ...byOperator }));

  test.each([0.01, 0.29, 12.34, 33.33, 99.99, 100])(
    'keeps a percentage as it was given: %s',
    async (rollout_percentage) => {
      const { flag } = await flags().changeFlag({ key, rollout_percentage, ...byOperator });
      expect(flag.rollout_percentage).toBe(rollout_percentage);
    },
  );

  test('leaves what it does not name', async () => {
    await flags().changeFlag({ key, rollout_percentage: 25, ...byOperator });
    const { flag } = await flags().changeFlag({ key, is_enabled: false, ...byOperator });
    expect(flag).toMatchObject({
      is_enabled: false,
      rollout_percentage: 25,
      description: newFlag.description,
    });
  });

  test('of a flag that is not there, or is archived, is refused', async () => {
    const team_id = await fixture.aTeam();
    const outcomes = (of: string) =>
      Promise.allSettled([
        flags().changeFlag({ key: of, is_enabled: false, ...byOperator }),
        flags().archiveFlag({ key: of, ...byOperator }),
        flags().overrideForTeam({ key: of, team_id, is_enabled: true, ...byOperator }),
        flags().removeOverride({ key: of, team_id, ...byOperator }),
      ]);
    const refused = (code: string) => Array.from({ length: 4 }, () => ({ reason: refusal(code) }));
    expect(await outcomes('nothing')).toMatchObject(refused('feature_flag_not_found'));
    await flags().archiveFlag({ key, ...byOperator });
    expect(await outcomes(key)).toMatchObject(refused('feature_flag_archived'));
  });

  test('for a team that is not there is refused', async () => {
    const override = flags().overrideForTeam({
      key,
      team_id: 'team_01k00000000000000000000000',
      is_enabled: true,
      ...byOperator,
    });
    await expect(override).rejects.toMatchObject(refusal('team_not_found'));
  });

  test('of one flag by many at once loses none', async () => {
    const teams = await Promise.all(Array.from({ length: 10 }, () => fixture.aTeam()));
    await Promise.all(
      teams.map((team_id) => flags().overrideForTeam({ key, team_id, is_enabled: true, ...byOperator })),
    );
    expect(await auditLog()).toHaveLength(11);
    const { items } = await flags().listFlags({ include_archived: false, limit: 50 });
    expect(items).toMatchObject([{ key, teams_on: 10, teams_off: 0 }]);
  });
});

test('an archived flag is off as if it had never been', async () => {
  const teamId = await fixture.aTeam();
  await flags().createFlag({ ...newFlag, rollout_percentage: 100, ...byOperator });
  await flags().archiveFlag({ key, ...byOperator });
  expect(await flags().evaluate(key, { teamId })).toMatchObject({
    value: false,
    errorCode: 'FLAG_NOT_FOUND',
  });
  expect((await flags().listFlags({ include_archived: false, limit: 50 })).items).toEqual([]);
  expect((await flags().listFlags({ include_archived: true, limit: 50 })).items).toMatchObject([
    { key, archived_at: '2026-03-01T10:00:00.000Z' },
  ]);
});

test('lists come in pages', async () => {
  const keys = ['alpha', 'beta', 'gamma'];
  for (const each of keys) await flags().createFlag({ ...newFlag, key: each, ...byOperator });
  const first = await flags().listFlags({ include_archived: false, limit: 2 });
  const second = await flags().listFlags({
    include_archived: false,
    limit: 2,
    cursor: first.next_cursor ?? '',
  });
  expect([...first.items, ...second.items].map((flag) => flag.key)).toEqual(keys);
  expect(second.next_cursor).toBeNull();

  const teams = [await fixture.aTeam(), await fixture.aTeam(), await fixture.aTeam()].sort();
  for (const team_id of teams)
    await flags().overrideForTeam({ key: 'beta', team_id, is_enabled: false, ...byOperator });
  const some = await flags().listOverrides({ key: 'beta', limit: 2 });
  const rest = await flags().listOverrides({ key: 'beta', limit: 2, cursor: some.next_cursor ?? '' });
  expect([...some.items, ...rest.items]).toEqual(teams.map((team_id) => ({ team_id, is_enabled: false })));
  expect(await flags().listOverrides({ key: 'alpha', limit: 2 })).toEqual({ items: [], next_cursor: null });
});

describe('the audit log', () => {
  test('tells who changed what, why, from what and to what', async () => {
    const team_id = await fixture.aTeam();
    const by = {
      actor: { kind: 'administrator', id: 'admin_1' },
      reason: 'asked for',
      requestId: 'r1',
    } as const;
    await flags().createFlag({ ...newFlag, ...by });
    await flags().changeFlag({ key, rollout_percentage: 12.5, ...by });
    await flags().overrideForTeam({ key, team_id, is_enabled: true, ...by });
    await flags().overrideForTeam({ key, team_id, is_enabled: false, ...by });
    await flags().removeOverride({ key, team_id, ...by });
    await flags().archiveFlag({ key, ...by });
    const created = { description: newFlag.description, is_enabled: true, rollout_percentage: 0 };
    const changed = { ...created, rollout_percentage: 12.5 };
    const on = { team_id, is_enabled: true };
    const off = { team_id, is_enabled: false };
    const common = {
      actor_kind: 'administrator',
      actor_id: 'admin_1',
      target_kind: 'feature_flag',
      target_id: key,
      reason: 'asked for',
      request_id: 'r1',
    };
    expect(await auditLog()).toEqual([
      { ...common, action: 'feature_flags.created', before: null, after: created },
      { ...common, action: 'feature_flags.changed', before: created, after: changed },
      { ...common, action: 'feature_flags.overridden', before: null, after: on },
      { ...common, action: 'feature_flags.overridden', before: on, after: off },
      { ...common, action: 'feature_flags.override_removed', before: off, after: null },
      { ...common, action: 'feature_flags.archived', before: changed, after: null },
    ]);
    expect(await fixture.audit.verify(fixture.db.orm)).toMatchObject({ ok: true });
  });

  test('tells nothing of what changed nothing, or was refused', async () => {
    const team_id = await fixture.aTeam();
    await flags().createFlag({ ...newFlag, ...byOperator });
    await flags().changeFlag({ key, is_enabled: true, rollout_percentage: 0, ...byOperator });
    await flags().removeOverride({ key, team_id, ...byOperator });
    await flags().overrideForTeam({ key, team_id, is_enabled: true, ...byOperator });
    await flags().overrideForTeam({ key, team_id, is_enabled: true, ...byOperator });
    await flags()
      .createFlag({ ...newFlag, ...byOperator })
      .catch(() => undefined);
    expect((await auditLog()).map(({ action }) => action)).toEqual([
      'feature_flags.created',
      'feature_flags.overridden',
    ]);
  });
});

describe('overrides are the rows of a team', () => {
  test('without a scope, or in that of another team, none is seen or changed', async () => {
    const [mine, theirs] = [await fixture.aTeam(), await fixture.aTeam()];
    await flags().createFlag({ ...newFlag, ...byOperator });
    for (const team_id of [mine, theirs])
      await flags().overrideForTeam({ key, team_id, is_enabled: true, ...byOperator });
    const everything = sql`select team_id from feature_flag_overrides`;
    expect((await fixture.db.orm.execute(everything)).rows).toEqual([]);
    await fixture.db.scoped({ teamId: mine }, async (tx) => {
      expect((await tx.execute(everything)).rows).toEqual([{ team_id: mine }]);
      const all = await tx.execute(sql`select team_id from feature_flag_overrides_of_all_teams()`);
      expect(all.rows).toHaveLength(2);
      // The function leaves no door open behind it.
      expect((await tx.execute(everything)).rows).toEqual([{ team_id: mine }]);
      expect((await tx.execute(sql`delete from feature_flag_overrides`)).rowCount).toBe(1);
    });
    expect((await flags().listOverrides({ key, limit: 50 })).items).toEqual([
      { team_id: theirs, is_enabled: true },
    ]);
  });

  test('they go with their team', async () => {
    const team_id = await fixture.aTeam();
    await flags().createFlag({ ...newFlag, ...byOperator });
    await flags().overrideForTeam({ key, team_id, is_enabled: true, ...byOperator });
    await fixture.db.scoped({ teamId: team_id }, (tx) => tx.execute(sql`delete from teams`));
    expect((await flags().listOverrides({ key, limit: 50 })).items).toEqual([]);
  });
});
