import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { execa } from 'execa';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { flagsCommand } from './flags.ts';

const teamId = 'team_01k00000000000000000000000';
const because = ['--reason', 'the pilot begins'];

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('DATABASE_OWNER_URL', database.ownerUrl);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await database.drop();
});

/** Runs the command in a process of its own, and gives what it prints. */
async function run(...args: string[]): Promise<string> {
  const program = `
    import { flagsCommand } from ${JSON.stringify(import.meta.resolve('./flags.ts'))};
    await flagsCommand().parseAsync(process.argv.slice(1), { from: 'user' });`;
  const shortImports = fileURLToPath(new URL('../../../../bin/short-imports.js', import.meta.url));
  const node = ['--import', shortImports, '--input-type=module', '--eval', program, '--', ...args];
  const { stdout } = await execa(process.execPath, node);
  return stdout;
}

async function query(...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  for (const statement of statements.slice(0, -1)) await client.query(statement);
  const { rows } = await client.query(statements.at(-1) ?? '');
  await client.end();
  return rows;
}

test('a flag is made, rolled out, overridden for a team, switched off and archived, each with its reason', async () => {
  await query(
    'begin',
    `select set_config('quartet.team_id', '${teamId}', true)`,
    `insert into teams (id, name, created_at, updated_at) values ('${teamId}', 'Engines', now(), now())`,
    'commit',
  );
  expect(await run('list')).toBe('No feature flags.');
  await run('create', 'new-dashboard', '--description', 'The dashboard anew', ...because);
  expect(await run('list')).toBe('new-dashboard  0 %  The dashboard anew');
  await run('set', 'new-dashboard', '--percentage', '12.5', ...because);
  await run('override', 'new-dashboard', teamId, 'on', ...because);
  expect(await run('list')).toBe('new-dashboard  12.5 %, by name on for 1 and off for 0  The dashboard anew');
  await run('override', 'new-dashboard', teamId, 'none', ...because);
  await run('set', 'new-dashboard', '--off', ...because);
  expect(JSON.parse(await run('list', '--json'))).toMatchObject([
    { key: 'new-dashboard', is_enabled: false, rollout_percentage: 12.5, teams_on: 0 },
  ]);
  await run('archive', 'new-dashboard', ...because);
  expect(await run('list')).toBe('No feature flags.');
  expect(await run('list', '--archived')).toBe('new-dashboard  archived  The dashboard anew');

  const entries = await query('select actor_kind, actor_id, reason from audit_log');
  const entry = { actor_kind: 'operator', actor_id: 'command-line', reason: 'the pilot begins' };
  expect(entries).toEqual(Array.from({ length: 6 }, () => entry));
});

describe('what is typed wrong is said, and changes nothing', () => {
  test.each([
    [['create', 'New', '--description', 'x', ...because], '<key>: takes a to z'],
    [['create', 'new', '--description', ' ', ...because], '--description: '],
    [['create', 'new', '--description', 'x', '--percentage', '101', ...because], '--percentage: '],
    [['set', 'new', '--percentage', 'half', ...because], '--percentage: '],
    [['set', 'new', '--percentage', '', ...because], '--percentage: '],
    [['set', 'new', ...because], 'Say what to change'],
    [['set', 'new', '--on', '--reason', ' '], '--reason: it is empty'],
    [['override', 'new', 'team_x', 'on', ...because], '<team_id>: '],
    [['override', 'new', teamId, 'maybe', ...because], '<state>: one of on, off, none'],
    [['set', 'new', '--on', ...because], 'There is no feature flag of this key.'],
  ])('%j', async (args, message) => {
    const typed = flagsCommand().parseAsync(args, { from: 'user' });
    await expect(typed).rejects.toThrow(message);
    expect(await query('select from audit_log')).toEqual([]);
  });
});
