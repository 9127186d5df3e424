import type { Change } from '@quartet/webhooks';
import type { StoredRow, StoredRows } from './rows.sql.ts';

/** Columns that say what a row is made from, not what it says. */
export const bookkeeping = ['livemode', 'as_of', 'is_provisional'] as const;

/** What became of an object's rows: of each the columns that differ, on both sides. */
export function changesOf(
  objectKey: string,
  before: StoredRows | undefined,
  after: StoredRows | undefined,
): Change[] {
  const byId = (rows: StoredRows | undefined) =>
    new Map(rows?.children.map((child) => [String(child['id']), child]));
  const earlier = byId(before);
  const later = byId(after);
  return [
    ...changeOf(objectKey, before?.row, after?.row),
    ...[...new Set([...earlier.keys(), ...later.keys()])].flatMap((id) =>
      changeOf(`subscription_item:${id}`, earlier.get(id), later.get(id)),
    ),
  ];
}

/** Nothing when nothing differs. */
export function changeOf(
  subject: string,
  before: StoredRow | undefined,
  after: StoredRow | undefined,
): Change[] {
  const columns = Object.keys(after ?? before ?? {}).filter(
    (column) =>
      !bookkeeping.some((ours) => ours === column) &&
      JSON.stringify(before?.[column]) !== JSON.stringify(after?.[column]),
  );
  if (columns.length === 0) return [];
  const pick = (row: StoredRow | undefined) =>
    row === undefined ? null : Object.fromEntries(columns.map((column) => [column, row[column]]));
  return [{ subject, before: pick(before), after: pick(after) }];
}
