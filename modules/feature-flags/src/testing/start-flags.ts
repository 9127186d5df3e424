import { type Audit, createAudit } from '@quartet/audit';
import { type Clock, secondsAfter } from '@quartet/platform/clock';
import type { TeamCaller, TeamRole } from '@quartet/platform/contract';
import { createDatabase, type Database } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { type RecordedLog, recordedLog } from '@quartet/testing/service';
import { sql } from 'drizzle-orm';
import { createFeatureFlags, type FeatureFlags } from '../index.ts';

export const REFRESH_SECONDS = 15;

/** Who changes flags in tests, and why. */
export const byOperator = { actor: { kind: 'operator', id: 'ops' }, reason: 'the pilot begins' } as const;

/** One process of a service. */
export interface FlagsProcess {
  featureFlags: FeatureFlags;
  db: Database;
}

/** A database of its own, on which any number of processes evaluate flags. */
export interface FlagsFixture extends FlagsProcess {
  base: TestDatabase;
  audit: Audit;
  log: RecordedLog;
  clock: Clock & { advance(seconds: number): void };
  /** Another process on the same database. */
  anotherProcess(): FlagsProcess;
  aTeam(): Promise<Id<'team'>>;
  close(): Promise<void>;
}

export async function startFlags(): Promise<FlagsFixture> {
  const base = await createTestDatabase();
  const log = recordedLog('test');
  const clock = settableClock();
  const audit = createAudit({ clock });
  const databases: Database[] = [];
  const startProcess = (): FlagsProcess => {
    const db = createDatabase({ url: base.url, applicationName: 'flags-test', log: log.log });
    databases.push(db);
    const dependencies = { db, clock, audit, log: log.log, refreshSeconds: REFRESH_SECONDS };
    return { db, featureFlags: createFeatureFlags(dependencies) };
  };
  const first = startProcess();
  return {
    ...first,
    base,
    audit,
    log,
    clock,
    anotherProcess: startProcess,
    aTeam: () => aTeam(first.db, clock.now()),
    close: async () => {
      await Promise.all(databases.map((db) => db.close()));
      await base.drop();
    },
  };
}

/** A member of a team, as the guard lets them in. */
export function memberOf(teamId: Id<'team'>, role: TeamRole = 'viewer'): TeamCaller {
  return {
    kind: 'user',
    userId: newId('user'),
    sessionId: newId('session'),
    email: 'ada@example.com',
    emailVerified: true,
    fullName: null,
    createdAt: new Date(0),
    credential: 'bearer',
    team: { id: teamId, role },
  };
}

function settableClock(): FlagsFixture['clock'] {
  let now = new Date('2026-03-01T10:00:00Z');
  return {
    now: () => now,
    advance: (seconds) => {
      now = secondsAfter(now, seconds);
    },
  };
}

async function aTeam(db: Database, now: Date): Promise<Id<'team'>> {
  const teamId = newId('team');
  await db.scoped({ teamId }, (tx) =>
    tx.execute(sql`
      insert into teams (id, name, created_at, updated_at)
      values (${teamId}, 'Engines', ${now.toISOString()}, ${now.toISOString()})`),
  );
  return teamId;
}
