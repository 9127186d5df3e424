import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Id } from '../ids/index.ts';
import type { Log } from '../log/index.ts';
import { DEFAULT_POOL_SIZE, DEFAULT_STATEMENT_TIMEOUT_MS } from './defaults.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

/** Drizzle outside of a transaction: each statement commits by itself. */
export type Orm = NodePgDatabase;
/** Drizzle within a transaction. */
export type Transaction = Parameters<Parameters<Orm['transaction']>[0]>[0];
/** What a statement runs on. */
export type Executor = Orm | Transaction;

/** Statements that are to be part of somebody else's transaction. */
export type Companion = (tx: Transaction) => Promise<void>;

/** Whose rows a transaction may see: the policies of team-owned tables compare against these. */
export interface Scope {
  userId?: Id<'user'>;
  teamId?: Id<'team'>;
  /** SHA-256 (hex) of an invitation's token: whoever holds the token may see that one invitation. */
  invitationTokenHash?: string;
}

/** Connections as the role that owns nothing: a pool, and one that is shared by the hottest statements. */
export interface Database {
  /** For single statements; hot ones are prepared on it by name. */
  readonly orm: Orm;
  /**
   * Prepares a short reading statement that nearly every request runs. It is sent at once on a connection that
   * all of them share, instead of waiting for one of its own, at half the cost.
   */
  readonly lookup: Pipeline['lookup'];
  /** Runs `work` in one transaction; it commits when `work` returns and rolls back when it throws. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** The same, seeing the team-owned rows of `scope` alone. */
  scoped<Result>(scope: Scope, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * Runs `work`; each transaction that it runs ends with `companion`, so that what the companion writes is
   * committed if and only if the work is.
   */
  accompanied<Result>(companion: Companion, work: () => Promise<Result>): Promise<Result>;
  /** One round trip. @throws the driver's error when the database is away */
  ping(): Promise<void>;
  /** Waits for running queries, then disconnects. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** `login`: with the rights of the address's own user, for what services may not do. Default: the service role. */
  actsAs?: 'login' | 'service';
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
  const pipeline = createPipeline(connectionOf(options), options.log);
  const orm = drizzle(pool);
  // Passed along by the runtime: the use cases in between need not know of it.
  const companions = new AsyncLocalStorage<Companion>();
  const transaction: Database['transaction'] = (work) =>
    orm.transaction(async (tx) => {
      const result = await work(tx);
      await companions.getStore()?.(tx);
      return result;
    });
  return {
    orm,
    lookup: pipeline.lookup,
    transaction,
    accompanied: (companion, work) => companions.run(companion, work),
    scoped: (scope, work) =>
      transaction(async (tx) => {
        await enterScope(tx, scope);
        return work(tx);
      }),
    ping: async () => void (await pool.query('select 1')),
    close: async () => {
      await Promise.all([pool.end(), pipeline.close()]);
    },
  };
}

function createPool(options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({ ...connectionOf(options), max: options.poolSize ?? DEFAULT_POOL_SIZE });
  const logLoss = (error: Error) => options.log.warn({ err: error }, 'A database connection was lost.');
  pool.on('error', logLoss);
  // While a transaction holds it, the pool does not listen to it, and an error that nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', logLoss));
  return pool;
}

function connectionOf(options: DatabaseOptions): pg.ClientConfig {
  const statementTimeoutMs = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  return {
    connectionString: withOptions(options.url, [
      ...(options.actsAs === 'login' ? [] : [`-c role=${SERVICE_ROLE}`]),
      `-c statement_timeout=${statementTimeoutMs}`,
      '-c idle_in_transaction_session_timeout=30000',
    ]),
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

/** In the address itself, since what stands there wins over any other setting; the last of two options counts. */
function withOptions(url: string, options: readonly string[]): string {
  const parsed = new URL(url);
  parsed.searchParams.set('options', [parsed.searchParams.get('options') ?? '', ...options].join(' ').trim());
  return parsed.href;
}

async function enterScope(tx: Transaction, scope: Scope): Promise<void> {
  await tx.execute(sql`
    select set_config('quartet.user_id', ${scope.userId ?? ''}, true),
           set_config('quartet.team_id', ${scope.teamId ?? ''}, true),
           set_config('quartet.invitation_token_hash', ${scope.invitationTokenHash ?? ''}, true)`);
}
