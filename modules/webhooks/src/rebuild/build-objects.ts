import type { Transaction } from '@quartet/platform/database';
import type { ShadowProjection } from '../projector.ts';
import { findObjectLogs, findProcessedSince } from './object-logs.sql.ts';
import { markCaughtUp } from './rebuilds.sql.ts';

/** Keys whose objects' logs are in memory together. */
export const KEYS_AT_ONCE = 50;
/** Longer than an attempt takes from its note to its commit: the server ends transactions that idle for 30 seconds. */
const OVERLAP_SECONDS = 60;

/** Builds what the log says of all objects of these keys. @returns how many objects they were */
export async function buildObjects(
  tx: Transaction,
  shadow: ShadowProjection,
  objectKeys: readonly string[],
): Promise<number> {
  let objects = 0;
  for (let start = 0; start < objectKeys.length; start += KEYS_AT_ONCE) {
    const logs = await findObjectLogs(tx, objectKeys.slice(start, start + KEYS_AT_ONCE));
    for (const { object, log } of logs) await shadow.build(tx, object, log);
    objects += logs.length;
  }
  return objects;
}

/** Builds what was processed since the rebuild last looked, all by the database's clock: those of machines differ. */
export async function catchUp(tx: Transaction, shadow: ShadowProjection, rebuildId: string): Promise<void> {
  await buildObjects(tx, shadow, await findProcessedSince(tx, rebuildId, OVERLAP_SECONDS));
  await markCaughtUp(tx, rebuildId);
}
