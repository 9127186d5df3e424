import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Id } from '../ids/index.ts';
import type { Log } from '../log/index.ts';

/** Drizzle outside of a transaction: each statement commits by itself. */
export type Orm = NodePgDatabase;
/** Drizzle within a transaction. */
export type Transaction = Parameters<Parameters<Orm['transaction']>[0]>[0];
/** What a statement runs on. */
export type Executor = Orm | Transaction;

/** Whose rows a transaction may see: the policies of team-owned tables compare against these. */
export interface Scope {
  userId?: Id<'user'>;
  teamId?: Id<'team'>;
  /** SHA-256 (hex) of an invitation's token: whoever holds the token may see that one invitation. */
  invitationTokenHash?: string;
}

/** A pool of connections as the role that owns nothing. */
export interface Database {
  /** For single statements; hot ones are prepared on it by name. */
  readonly orm: Orm;
  /** Runs `work` in one transaction; it commits when `work` returns and rolls back when it throws. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** The same, seeing the team-owned rows of `scope` alone. */
  scoped<Result>(scope: Scope, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** One round trip. @throws the driver's error when the database is away */
  ping(): Promise<void>;
  /** Waits for running queries, then disconnects. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  log: Log;
  poolSize?: number;
  /** Milliseconds after which PostgreSQL cancels a statement. */
  statementTimeoutMs?: number;
}

/** The role that migrations grant rights to: it owns nothing, so row level security always applies to it. */
export const SERVICE_ROLE = 'quartet_app';
/** A request that waits longer for a connection is better answered with 503. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Connects lazily: the first query opens the first connection. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = createPool(options);
  const orm = drizzle(pool);
  const transaction: Database['transaction'] = (work) => orm.transaction(work);
  return {
    orm,
    transaction,
    scoped: (scope, work) =>
      transaction(async (tx) => {
        await enterScope(tx, scope);
        return work(tx);
      }),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  };
}

function createPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: `-c role=${SERVICE_ROLE} -c statement_timeout=${options.statementTimeoutMs ?? 15_000} -c idle_in_transaction_session_timeout=30000`,
    keepAlive: true,
  });
  pool.on('error', (error) => options.log.warn({ err: error }, 'An idle database connection was lost.'));
  return pool;
}

async function enterScope(tx: Transaction, scope: Scope): Promise<void> {
  await tx.execute(sql`
    select set_config('quartet.user_id', ${scope.userId ?? ''}, true),
           set_config('quartet.team_id', ${scope.teamId ?? ''}, true),
           set_config('quartet.invitation_token_hash', ${scope.invitationTokenHash ?? ''}, true)`);
}
