import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { findReplay } from './replays.sql.ts';

/** How far a replay has come. */
export async function readReplay({ db }: WebhooksCore, { replay_id }: { replay_id: string }) {
  const replay = await findReplay(db.orm, replay_id);
  if (replay === undefined) throw commonErrors.notFound();
  return {
    replay: {
      id: replay.id,
      operator_id: replay.operator_id,
      filter: replay.filter,
      requested_at: new Date(replay.requested_at).toISOString(),
      events: Number(replay.events),
      finished_at: replay.finished_at === null ? null : new Date(replay.finished_at).toISOString(),
    },
  };
}
