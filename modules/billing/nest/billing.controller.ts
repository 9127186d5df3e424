import { Inject } from '@nestjs/common';
import type { Billing } from '@quartet/billing';
import { billingContract } from '@quartet/billing/contract';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import { BILLING } from './tokens.ts';

type InputOf<Name extends keyof typeof billingContract> = HandlerInput<(typeof billingContract)[Name]>;

@ContractController(billingContract)
export class BillingController {
  constructor(@Inject(BILLING) private readonly billing: Billing) {}

  @Route(billingContract.listPlans)
  listPlans() {
    return this.billing.listPlans();
  }

  @Route(billingContract.checkout)
  checkout(@Input() { body, caller, origin }: InputOf<'checkout'>) {
    return this.billing.openCheckout({ ...body, caller, origin });
  }

  @Route(billingContract.current)
  current(@Input() { query, caller }: InputOf<'current'>) {
    return this.billing.readCurrent({ ...query, caller });
  }

  @Route(billingContract.cancel)
  cancel(@Input() { body, caller, origin }: InputOf<'cancel'>) {
    return this.billing.cancel({ ...body, caller, origin });
  }

  @Route(billingContract.resume)
  resume(@Input() { body, caller, origin }: InputOf<'resume'>) {
    return this.billing.resume({ ...body, caller, origin });
  }

  @Route(billingContract.change)
  change(@Input() { body, caller, origin }: InputOf<'change'>) {
    return this.billing.changePlan({ ...body, caller, origin });
  }

  @Route(billingContract.portal)
  portal(@Input() { query, caller }: InputOf<'portal'>) {
    return this.billing.openPortal({ ...query, caller });
  }

  @Route(billingContract.replacePaymentMethod)
  replacePaymentMethod(@Input() { body, caller }: InputOf<'replacePaymentMethod'>) {
    return this.billing.replacePaymentMethod({ ...body, caller });
  }

  @Route(billingContract.listInvoices)
  listInvoices(@Input() { query, caller }: InputOf<'listInvoices'>) {
    return this.billing.listInvoices({ ...query, caller });
  }

  @Route(billingContract.listEntitlements)
  listEntitlements(@Input() { query, caller }: InputOf<'listEntitlements'>) {
    return this.billing.listEntitlements({ ...query, caller });
  }
}
