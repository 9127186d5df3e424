import { decodeCursor, type Page, type PageRequest, pageFrom } from '@quartet/platform/contract';
import type { FeatureFlagsCore } from './core.ts';
import { findFlags } from './flags.sql.ts';
import { findOverrides } from './overrides.sql.ts';
import { type ListedFlag, type PresentedOverride, presentListedFlag, presentOverride } from './present.ts';

/** The flags, in the order of their keys; archived ones among them when asked for. */
export async function listFlags(
  { db }: FeatureFlagsCore,
  { include_archived, limit, cursor }: { include_archived: boolean } & PageRequest,
): Promise<Page<ListedFlag>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await findFlags(db.orm, { past, count: limit + 1, includeArchived: include_archived });
  const { items, nextCursor } = pageFrom(rows, limit, (flag) => [flag.key]);
  return { items: items.map(presentListedFlag), next_cursor: nextCursor };
}

/** The teams for which a flag is on or off whatever the rollout says, the oldest first. */
export async function listOverrides(
  { db }: FeatureFlagsCore,
  { key, limit, cursor }: { key: string } & PageRequest,
): Promise<Page<PresentedOverride>> {
  const [past] = decodeCursor(cursor, 1) ?? [];
  const rows = await findOverrides(db.orm, key, { past, count: limit + 1 });
  const { items, nextCursor } = pageFrom(rows, limit, (override) => [override.team_id]);
  return { items: items.map(presentOverride), next_cursor: nextCursor };
}
