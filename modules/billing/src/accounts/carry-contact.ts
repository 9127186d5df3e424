import type { BillingCore } from '../core.ts';
import { keepContact } from './accounts.sql.ts';
import type { CustomerAccount } from './open-account.ts';
import { type Payer, scopeOf } from './payer.ts';

/**
 * Carries the address and the name of whoever buys to the provider's customer, where they differ from what was sent
 * last. A team's customer has the team's name, and the address of the member who buys: that is who hears of its
 * payments, and nobody buys while a subscription of somebody else's is running. A failure is logged and keeps nobody
 * from buying; the next checkout tries again.
 */
export async function carryContact(core: BillingCore, payer: Payer, account: CustomerAccount): Promise<void> {
  const { email } = payer.caller;
  const name = await nameOf(core, payer);
  if (account.sent_email === email && account.sent_name === name) return;
  const { customer_id: customerId } = account;
  try {
    await core.gateway.updateCustomer({ id: customerId, email, name });
  } catch (error) {
    core.log.error({ err: error, customerId }, 'A customer could not be told their address and name.');
    return;
  }
  await core.db.scoped(scopeOf(payer), (tx) => keepContact(tx, payer, { customerId, email, name }));
}

/** As it is to stand on invoices. */
async function nameOf({ teams }: BillingCore, { caller, team }: Payer): Promise<string | null> {
  if (team === undefined) return caller.fullName;
  const answer = await teams.read({ caller: { ...caller, team } });
  return answer.team.name;
}
