import { type ActiveEntitlementsFacts, readActiveEntitlements } from '../../provider/active-entitlements.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const activeEntitlementsKind = defineKind<ActiveEntitlementsFacts>({
  name: 'entitlements.active_entitlement_summary',
  eventFamily: 'entitlements.active_entitlement_summary.',
  table: 'active_entitlements',
  readFacts: readActiveEntitlements,
  rowOf,
  // Everybody began with nothing: so ends, too, a first second that came back to where it began.
  progressOf: ({ features }) => [-features.length],
});

function rowOf({ customerId, features }: ActiveEntitlementsFacts): RowOf<'active_entitlements'> {
  return { customer_id: customerId, features };
}
