import type { UserCaller } from '@quartet/platform/contract';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createBilling } from '../index.ts';
import { publishPlans } from '../plans/publish-plans.ts';
import { startSimulatedStripe } from '../testing/simulated-stripe.ts';
import { type BillingFixture, origin, refusal, startBilling } from '../testing/start-billing.ts';

let fixture: BillingFixture;
let caller: UserCaller;
beforeEach(async () => {
  fixture = await startBilling();
  caller = await fixture.aPerson();
});
afterEach(() => fixture.close());

/** The same product on the same database, with a key of live mode: at Stripe, another world. */
async function inLiveMode() {
  const stripe = await startSimulatedStripe({ seed: 'live' });
  onTestFinished(() => stripe.close());
  await publishPlans(stripe.gateway);
  return createBilling({ ...fixture.core, gateway: { ...stripe.gateway, livemode: true } });
}

test('what was paid for in test mode is worth nothing in live mode, and all of it back in test mode', async () => {
  await fixture.subscribe({ caller, plan_id: 'growth' });
  const live = await inLiveMode();
  const seen = async ({ listEntitlements, listInvoices, readCurrent }: typeof live) => [
    (await listEntitlements({ caller })).entitlements.length,
    (await listInvoices({ caller, limit: 10 })).items.length,
    (await readCurrent({ caller })).subscription?.plan_id,
  ];
  expect(await seen(live)).toEqual([0, 0, undefined]);
  await expect(live.requireEntitlement(caller, 'seats')).rejects.toMatchObject(
    refusal('entitlement_required'),
  );
  await expect(live.openPortal({ caller })).rejects.toMatchObject(refusal('no_billing_account'));

  const { checkout } = await live.openCheckout({ caller, origin, plan_id: 'growth' });
  expect(checkout.status).toBe('open');
  expect(await seen(live)).toEqual([0, 0, undefined]);

  expect(await seen(fixture.billing)).toEqual([5, 1, 'growth']);
  const again = fixture.billing.openCheckout({ caller, origin, plan_id: 'growth' });
  await expect(again).rejects.toMatchObject(refusal('already_subscribed'));
});

test('a team that only tried a plan out can be deleted once there is live mode, one that pays cannot', async () => {
  const [tried, paying] = [await fixture.aTeamOf(caller), await fixture.aTeamOf(caller)];
  const remove = (teamId: typeof tried) =>
    fixture.teams.delete({ caller: { ...caller, team: { id: teamId, role: 'owner' } }, origin });
  await fixture.subscribe({ caller, plan_id: 'growth', team_id: tried });
  await expect(remove(tried)).rejects.toMatchObject(refusal('team_subscribed'));
  const live = await inLiveMode();
  await live.openCheckout({ caller, origin, plan_id: 'growth', team_id: paying });
  await remove(tried);
  await expect(remove(paying)).rejects.toMatchObject(refusal('team_subscribed'));
});
