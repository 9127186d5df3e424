import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmptyDatabase } from '@quartet/testing/postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MigrationError, migrate, pendingMigrations } from './migrate.ts';

describe('migrate', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    folder = mkdtempSync(join(tmpdir(), 'quartet-migrations-'));
    writeFileSync(join(folder, '0001_one.sql'), 'create table one (id int); insert into one values (1);');
    writeFileSync(join(folder, '0002_two.sql'), 'insert into one values (2);');
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  const rows = async (sql: string) => {
    const client = new pg.Client(database.ownerUrl);
    await client.connect();
    const result = await client.query(sql);
    await client.end();
    return result.rows;
  };
  const run = () => migrate({ url: database.ownerUrl, folder });

  it('applies each migration once, in order, however many starters there are', async () => {
    const runs = await Promise.all([run(), run(), run(), run()]);
    expect(runs.flatMap((result) => result.applied)).toEqual(['0001_one', '0002_two']);
    expect(await rows('select id from one order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect((await run()).applied).toEqual([]);
  });

  it('tells what is pending without applying it', async () => {
    expect(await pendingMigrations({ url: database.ownerUrl, folder })).toEqual(['0001_one', '0002_two']);
    await run();
    writeFileSync(join(folder, '0003_three.sql'), 'select 1');
    expect(await pendingMigrations({ url: database.ownerUrl, folder })).toEqual(['0003_three']);
  });

  it('leaves nothing of a migration that fails, and applies it once it is mended', async () => {
    writeFileSync(join(folder, '0003_three.sql'), 'insert into one values (3); select nonsense;');
    await expect(run()).rejects.toThrow('0003_three failed');
    expect(await rows('select id from one order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    writeFileSync(join(folder, '0003_three.sql'), 'insert into one values (3);');
    expect((await run()).applied).toEqual(['0003_three']);
  });

  it('refuses an applied migration that was changed, but not one with other line endings', async () => {
    await run();
    writeFileSync(join(folder, '0002_two.sql'), 'insert into one values (2);\r\n'.slice(0, -2));
    await run();
    writeFileSync(join(folder, '0002_two.sql'), 'insert into one values (22);');
    await expect(run()).rejects.toThrow(MigrationError);
  });

  it('tells whoever is not the owner to connect as the owner', async () => {
    await expect(migrate({ url: database.url, folder })).rejects.toThrow(
      'Connect as the role that owns the schema',
    );
  });

  it('refuses a database that is newer than the code', async () => {
    await run();
    const older = mkdtempSync(join(tmpdir(), 'quartet-migrations-'));
    cpSync(join(folder, '0001_one.sql'), join(older, '0001_one.sql'));
    await expect(migrate({ url: database.ownerUrl, folder: older })).rejects.toThrow('0002_two');
    rmSync(older, { recursive: true });
  });
});
