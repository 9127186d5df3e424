import pg from 'pg';

/** Runs one statement on a connection of its own. */
export async function runAsSuperuser(superuserUrl: string, statement: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  try {
    await superuser.query(statement);
  } finally {
    await superuser.end();
  }
}
