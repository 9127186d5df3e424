import { Client, DatabaseError, escapeLiteral } from 'pg';
import { EmbeddedPostgresError } from './errors.ts';

export interface RolePasswords {
  readonly superuserPassword: string;
  readonly ownerPassword: string;
  readonly servicePassword: string;
}

export interface ConnectionUrls {
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly serviceUrl: string;
}

/**
 * Makes the roles and the database `quartet` what they should be, from whatever
 * an interrupted start left, and sets the passwords.
 *
 * - `quartet_owner` owns the database and runs migrations.
 * - `quartet_app` cannot log in; migrations grant it what services may do.
 * - `quartet_service` logs in for the services: has what `quartet_app` has, owns nothing.
 */
export async function setUpRoles({
  port,
  passwords,
}: {
  readonly port: number;
  readonly passwords: RolePasswords;
}): Promise<ConnectionUrls> {
  const superuserUrl = urlOf('postgres', passwords.superuserPassword, port, 'postgres');
  const superuser = await connect(superuserUrl);
  try {
    await superuser.query(roles(passwords));
    const { rowCount } = await superuser.query(`select from pg_database where datname = 'quartet'`);
    if (rowCount === 0) await superuser.query('create database quartet owner quartet_owner');
  } finally {
    await superuser.end();
  }
  return {
    superuserUrl,
    ownerUrl: embeddedOwnerUrl({ port, ownerPassword: passwords.ownerPassword }),
    serviceUrl: urlOf('quartet_service', passwords.servicePassword, port),
  };
}

/** Connects as `quartet_owner` to the embedded PostgreSQL at `port`. */
export function embeddedOwnerUrl({ port, ownerPassword }: { port: number; ownerPassword: string }): string {
  return urlOf('quartet_owner', ownerPassword, port);
}

function urlOf(role: string, password: string, port: number, database = 'quartet'): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    const INVALID_PASSWORD = '28P01';
    if (error instanceof DatabaseError && error.code === INVALID_PASSWORD) {
      throw new EmbeddedPostgresError(
        'The embedded PostgreSQL was created with another superuser password than the one in the secrets. ' +
          'Restore the secrets that belong to this data folder, or move the folder away to start anew.',
        { code: 'password_mismatch', cause: error },
      );
    }
    throw error;
  }
}

/** One statement string, so one transaction and one round trip. */
function roles({ ownerPassword, servicePassword }: RolePasswords): string {
  return `
    do $$
    declare role_name text;
    begin
      foreach role_name in array array['quartet_owner', 'quartet_app', 'quartet_service'] loop
        if not exists (select from pg_roles where rolname = role_name) then
          execute format('create role %I', role_name);
        end if;
      end loop;
    end $$;
    alter role quartet_owner login createdb createrole password ${escapeLiteral(ownerPassword)};
    alter role quartet_service login password ${escapeLiteral(servicePassword)};
    grant quartet_app to quartet_owner with admin true;
    grant quartet_app to quartet_service with inherit true, set true;`;
}
