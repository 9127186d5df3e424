import { isDatabaseUnavailable, type Transaction } from '@quartet/platform/database';
import type { WebhooksCore } from '../core.ts';
import { describeError } from '../describe-error.ts';
import type { ShadowProjection } from '../projector.ts';
import { buildObjects, catchUp, KEYS_AT_ONCE } from './build-objects.ts';
import { findObjectKeys } from './object-logs.sql.ts';
import {
  failBuilding,
  liftStatementTimeout,
  lockBehind,
  lockBuilding,
  markBuilt,
  moveCursor,
  type RebuildRow,
} from './rebuilds.sql.ts';

/** So far behind may one that waits for its swap be. */
const FOLLOWED_EVERY_SECONDS = 60;
const DIFFERENCES_AT_ONCE = 1_000;

/**
 * One batch of the rebuild that is being built, in a transaction that also moves its cursor; without one, has the
 * one that waits for its swap follow what was processed since. A build that fails for good ends as `failed`.
 *
 * @returns whether there may be more to do
 */
export async function continueRebuild(
  core: Pick<WebhooksCore, 'db' | 'clock' | 'projector' | 'log'>,
): Promise<boolean> {
  const { db, clock, log } = core;
  const { shadow } = core.projector;
  if (shadow === undefined) return false;
  try {
    return await db.transaction(async (tx) => {
      const rebuild = await lockBuilding(tx);
      if (rebuild === undefined) return await follow(tx, shadow);
      await build(tx, shadow, rebuild, clock.now());
      return true;
    });
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const failed = await failBuilding(db.orm, describeError(error).message);
    log.error({ err: error, rebuild: failed }, 'A rebuild failed.');
    return false;
  }
}

async function build(
  tx: Transaction,
  shadow: ShadowProjection,
  { id, cursor_object: cursor }: RebuildRow,
  now: Date,
): Promise<void> {
  await liftStatementTimeout(tx);
  if (cursor === null) await shadow.clear(tx);
  const keys = await findObjectKeys(tx, { after: cursor ?? '', limit: KEYS_AT_ONCE });
  const last = keys.at(-1);
  if (last === undefined) await markBuilt(tx, id, { differences: await countDifferences(tx, shadow), now });
  else await moveCursor(tx, id, { cursor: last, objects: await buildObjects(tx, shadow, keys) });
}

async function countDifferences(tx: Transaction, shadow: ShadowProjection): Promise<number> {
  let count = 0;
  let after: string | undefined;
  for (;;) {
    const page = await shadow.compare(tx, { after, limit: DIFFERENCES_AT_ONCE });
    count += page.length;
    if (page.length < DIFFERENCES_AT_ONCE) return count;
    after = page.at(-1)?.subject;
  }
}

async function follow(tx: Transaction, shadow: ShadowProjection): Promise<boolean> {
  const rebuild = await lockBehind(tx, FOLLOWED_EVERY_SECONDS);
  if (rebuild !== undefined) await catchUp(tx, shadow, rebuild.id);
  return false;
}
