import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { presentRebuild } from './present.ts';
import { findRebuild } from './rebuilds.sql.ts';

/** How far a rebuild has come. */
export async function readRebuild({ db }: WebhooksCore, { rebuild_id }: { rebuild_id: string }) {
  const rebuild = await findRebuild(db.orm, rebuild_id);
  if (rebuild === undefined) throw commonErrors.notFound();
  return { rebuild: presentRebuild(rebuild) };
}
