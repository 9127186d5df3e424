import type { TeamCaller, UserCaller } from '@quartet/platform/contract';
import { commonErrors } from '@quartet/platform/errors';
import { type Asked, payerOf } from '../accounts/payer.ts';
import type { BillingCore } from '../core.ts';
import { type Entitlement, prepareFindEntitlements } from './entitlements.sql.ts';

/** What somebody's, or a team's, plan gives. */
export function createEntitlements(core: BillingCore) {
  const findEntitlements = prepareFindEntitlements(core.db.orm, core.gateway);
  return {
    /** By feature. */
    async listEntitlements(asked: Asked): Promise<{ entitlements: Entitlement[] }> {
      const { caller, team } = await payerOf(core, asked, 'viewer');
      const owner = team === undefined ? { userId: caller.userId } : { teamId: team.id };
      return { entitlements: await findEntitlements(owner, core.clock.now()) };
    },

    /**
     * The guard of routes that are for those whose plan gives a feature: the team's, where the route names one.
     *
     * @throws `entitlement_required`
     */
    async requireEntitlement(caller: UserCaller | TeamCaller, feature: string): Promise<void> {
      const owner = 'team' in caller ? { teamId: caller.team.id } : { userId: caller.userId };
      const entitlements = await findEntitlements(owner, core.clock.now());
      if (entitlements.some((entitlement) => entitlement.feature === feature)) return;
      throw commonErrors.entitlementRequired({
        detail: `The plan does not include ${feature}; POST /api/subscriptions/checkout or /change buys one that does.`,
      });
    },
  };
}
