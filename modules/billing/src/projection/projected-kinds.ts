import type { ObjectName } from '@quartet/webhooks';
import type { Kind, ProjectionSettings } from './kind.ts';
import { kinds } from './kinds/index.ts';
import { type ProjectedRows, projectedRows, type Schema } from './rows.sql.ts';
import { type SnapshotReader, snapshotReader } from './snapshot.ts';

/** What is needed to project one kind of object. */
export interface ProjectedKind {
  kind: Kind;
  reader: SnapshotReader;
  rows: ProjectedRows;
}

/** Finds how an object is projected; nothing for those that are none of ours, and of kinds that are not. */
export type FindKind = (object: ObjectName) => ProjectedKind | undefined;

/** @param settings.livemode whether the product is about real money: objects of the other mode are not ours */
export function projectedKinds(
  settings: ProjectionSettings & { livemode: boolean },
  schema: Schema,
): FindKind {
  const byName = new Map(
    kinds.map((kind): [string, ProjectedKind] => [
      kind.name,
      { kind, reader: snapshotReader(kind, settings), rows: projectedRows(kind, schema) },
    ]),
  );
  return ({ provider, account, livemode, objectKey }) =>
    provider === 'stripe' && account === '' && livemode === settings.livemode
      ? byName.get(objectKey.slice(0, objectKey.indexOf(':')))
      : undefined;
}

/** The id in an object key, such as `sub_1` of `subscription:sub_1`. */
export function idOf({ objectKey }: ObjectName): string {
  return objectKey.slice(objectKey.indexOf(':') + 1);
}
