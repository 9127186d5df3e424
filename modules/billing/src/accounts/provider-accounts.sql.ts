import type { Executor } from '@quartet/platform/database';
import { sql } from 'drizzle-orm';

/** Keeps the account of the mode unless there is one, other than a simulator's; answers the one that is kept. */
export async function keepProviderAccount(
  executor: Executor,
  { id, livemode, now }: { id: string; livemode: boolean; now: Date },
): Promise<string> {
  await executor.execute(sql`
    insert into provider_accounts as kept (livemode, account_id, kept_at)
    values (${livemode}, ${id}, ${now.toISOString()})
    on conflict (livemode) do update set account_id = excluded.account_id, kept_at = excluded.kept_at
      where kept.account_id <> excluded.account_id and starts_with(kept.account_id, 'acct_simulated_')`);
  const { rows } = await executor.execute<{ account_id: string }>(sql`
    select account_id from provider_accounts where livemode = ${livemode}`);
  const [row] = rows;
  if (row === undefined) throw new Error('The account that was just kept is not there.');
  return row.account_id;
}
