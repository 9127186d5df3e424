import { sql } from 'drizzle-orm';
import type { Inbox } from './create-inbox.ts';

/** A hash of every row of every table. */
export async function contentHash(inbox: Inbox): Promise<string> {
  const tables = await inbox.rowsOf(sql`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and has_table_privilege(oid, 'select')
     order by relname`);
  const hashes = tables.map(({ name }) =>
    inbox.rowsOf(
      sql`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${sql.identifier(String(name))} t`,
    ),
  );
  return JSON.stringify(await Promise.all(hashes));
}
