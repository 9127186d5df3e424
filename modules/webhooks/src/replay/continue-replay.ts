import { newId } from '@quartet/platform/ids';
import type { WebhooksCore } from '../core.ts';
import { eventFilter } from '../event-filter.ts';
import { advanceReplay, finishReplay, lockReplay } from './replays.sql.ts';

/** Events of one transaction: a replay of any size needs this much memory, and loses no more by a crash. */
const BATCH = 1_000;

/** One batch of the oldest replay that is not done. @returns whether there may be more */
export async function continueReplay({ db, clock }: Pick<WebhooksCore, 'db' | 'clock'>): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const replay = await lockReplay(tx);
    if (replay === undefined) return false;
    const filter = eventFilter.parse(replay.filter);
    const objectIds = Array.from({ length: BATCH }, () => newId('object'));
    const events = await advanceReplay(tx, replay, { filter, limit: BATCH, objectIds });
    if (events < BATCH) await finishReplay(tx, replay.id, clock.now());
    return true;
  });
}
