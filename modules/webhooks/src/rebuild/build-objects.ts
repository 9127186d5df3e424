import { secondsAfter } from '@quartet/platform/clock';
import type { Transaction } from '@quartet/platform/database';
import type { ShadowProjection } from '../projector.ts';
import { findObjectLogs, findProcessedSince } from './object-logs.sql.ts';
import { markCaughtUp, type RebuildRow } from './rebuilds.sql.ts';

/** Keys whose objects' logs are in memory together. */
export const KEYS_AT_ONCE = 50;
/** Longer than any transaction of a worker takes: the server ends those that idle for 30 seconds. */
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

/** Builds what was processed since the rebuild last looked. */
export async function catchUp(
  tx: Transaction,
  shadow: ShadowProjection,
  rebuild: Pick<RebuildRow, 'id' | 'caught_up_to'>,
  now: Date,
): Promise<void> {
  const since = secondsAfter(new Date(rebuild.caught_up_to), -OVERLAP_SECONDS);
  await buildObjects(tx, shadow, await findProcessedSince(tx, since));
  await markCaughtUp(tx, rebuild.id, now);
}
