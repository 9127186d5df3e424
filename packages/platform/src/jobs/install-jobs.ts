import type pg from 'pg';
import { getConstructionPlans, getMigrationPlans } from 'pg-boss';
import pgBossPackage from 'pg-boss/package.json' with { type: 'json' };
import { SERVICE_ROLE } from '../database/index.ts';

/** Where the tables of pg-boss live, apart from the product's own. */
export const JOBS_SCHEMA = 'pgboss';

/**
 * Creates the job queue's tables, or upgrades them to what the installed pg-boss expects, and grants
 * their use to the services' role, which must not be able to do either. Repeating it changes nothing.
 *
 * @param client connected as the owner, outside a transaction and under the lock of migrations
 */
export async function installJobs(client: pg.Client): Promise<void> {
  const version = await installedVersion(client);
  if (version === undefined) {
    await client.query(getConstructionPlans(JOBS_SCHEMA));
  } else if (version < pgBossPackage.pgboss.schema) {
    await client.query(inOneTransaction(getMigrationPlans(JOBS_SCHEMA, version)));
  }
  await client.query(GRANTS);
}

async function installedVersion(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query(`select to_regclass('${JOBS_SCHEMA}.version') is not null as exists`);
  if (!rows[0]?.exists) return undefined;
  const { rows: versions } = await client.query<{ version: number }>(
    `select version from ${JOBS_SCHEMA}.version`,
  );
  return versions[0]?.version;
}

/**
 * pg-boss's script builds indexes concurrently, after its commit: a crash in between would lose them, since
 * the version is recorded by then. A job table is small enough to build them within the transaction.
 */
function inOneTransaction(script: string): string {
  const [transaction = '', indexes = ''] = script.split(/^\s*COMMIT;/m);
  return `${transaction}\n${indexes.replaceAll(' CONCURRENTLY ', ' ')}\ncommit;`;
}

/** The default privileges cover tables that a later pg-boss adds. */
const GRANTS = `
  grant usage on schema ${JOBS_SCHEMA} to ${SERVICE_ROLE};
  grant select, insert, update, delete on all tables in schema ${JOBS_SCHEMA} to ${SERVICE_ROLE};
  grant usage, select on all sequences in schema ${JOBS_SCHEMA} to ${SERVICE_ROLE};
  grant execute on all functions in schema ${JOBS_SCHEMA} to ${SERVICE_ROLE};
  alter default privileges in schema ${JOBS_SCHEMA}
    grant select, insert, update, delete on tables to ${SERVICE_ROLE};
  alter default privileges in schema ${JOBS_SCHEMA} grant usage, select on sequences to ${SERVICE_ROLE};
  alter default privileges in schema ${JOBS_SCHEMA} grant execute on functions to ${SERVICE_ROLE};`;
