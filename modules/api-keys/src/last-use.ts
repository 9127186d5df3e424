import { secondsAfter } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import { markUsed } from './api-keys.sql.ts';
import type { LiveKey } from './key-lookup.sql.ts';

/** Its owner looks for keys that nobody uses any more; for that, a minute is exact enough. */
const NOTED_EVERY_SECONDS = 60;

/** Notes that a key was used, in its own time: no request waits for it, or fails with it. */
export type NoteUse = (key: Pick<LiveKey, 'id' | 'last_used_at'>, now: Date) => void;

export function createLastUse({ db, log }: { db: Database; log: Pick<Log, 'warn'> }): NoteUse {
  // A key that is used by many requests at once holds one connection for it, not as many.
  const underWay = new Set<LiveKey['id']>();

  return ({ id, last_used_at }, now) => {
    const notedEnough = secondsAfter(now, -NOTED_EVERY_SECONDS);
    if ((last_used_at !== null && last_used_at > notedEnough) || underWay.has(id)) return;
    underWay.add(id);
    markUsed(db.orm, id, now, notedEnough)
      .catch((error: unknown) => log.warn({ err: error, api_key_id: id }, 'The use of a key was not noted.'))
      .finally(() => underWay.delete(id));
  };
}
