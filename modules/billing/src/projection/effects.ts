import type { NewEffect } from '@quartet/webhooks';
import type { State } from './kind.ts';
import type { Notice } from './notice.ts';
import type { Snapshot } from './snapshot.ts';

/** Whoever is told of something after this long is not helped by it: an import of old events tells nobody. */
const NOTICE_HORIZON_MS = 7 * 86_400_000;

/**
 * The effects of what snapshots say has happened. One that is overtaken by now only takes its key: a failed
 * payment of an invoice that is paid, a trial that ended, and what is older than {@link NOTICE_HORIZON_MS}.
 */
export function effectsOf(
  snapshots: readonly Snapshot[],
  { current, now }: { current: State | undefined; now: Date },
): NewEffect[] {
  const notices = new Map(
    snapshots.flatMap(({ state }) => state.notices).map((notice) => [notice.key, notice]),
  );
  return [...notices.values()].map((notice) => effectOf(notice, current, now));
}

function effectOf(
  { key, kind, payload, happenedAt, isLasting }: Notice,
  current: State | undefined,
  now: Date,
) {
  const isOvertaken = !isLasting && !current?.standing.has(key);
  const isOld = now.getTime() - happenedAt.getTime() > NOTICE_HORIZON_MS;
  return { key, kind, payload, ...(isOvertaken || isOld ? { suppressed: true as const } : {}) };
}
