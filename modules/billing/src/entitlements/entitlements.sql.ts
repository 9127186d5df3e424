import type { Database } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { sql } from 'drizzle-orm';

/** Something that a plan gives, with how many of it, for what is counted. */
export interface Entitlement {
  feature: string;
  quota: number | null;
}

export type FindEntitlements = (
  owner: { userId: Id<'user'> } | { teamId: Id<'team'> },
  now: Date,
) => Promise<Entitlement[]>;

/**
 * What the accounts of one mode give. The function `entitlements_of` sets the scope for itself, so that a guard costs one
 * round trip.
 */
export function prepareFindEntitlements(
  orm: Database['orm'],
  { livemode }: { livemode: boolean },
): FindEntitlements {
  const statement = orm
    .select({ feature: sql<string>`feature`, quota: sql<number | null>`quota` })
    .from(
      sql`entitlements_of(${sql.placeholder('userId')}, ${sql.placeholder('teamId')}, ${sql.placeholder('livemode')}, ${sql.placeholder('now')})`,
    )
    .prepare('billing_find_entitlements');
  return (owner, now) =>
    statement.execute({
      userId: 'userId' in owner ? owner.userId : null,
      teamId: 'teamId' in owner ? owner.teamId : null,
      livemode,
      now: now.toISOString(),
    });
}
