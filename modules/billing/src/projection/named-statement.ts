import type { Transaction } from '@quartet/platform/database';

/** A statement that each connection parses and plans once. One name is one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** Drizzle prepares by name outside of transactions alone; planning these takes longer than running them. */
export async function runNamed<Row>(
  tx: Transaction,
  { name, text }: NamedStatement,
  params: readonly unknown[],
): Promise<Row[]> {
  const statement = tx._.session.prepareQuery<{ execute: { rows: Row[] }; all: unknown; values: unknown }>(
    { sql: text, params: [...params] },
    undefined,
    `billing_${name}`,
    false,
  );
  return (await statement.execute()).rows;
}
