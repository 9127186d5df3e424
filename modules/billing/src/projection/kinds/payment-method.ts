import { type PaymentMethodFacts, readPaymentMethod } from '../../provider/payment-method.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const paymentMethodKind = defineKind<PaymentMethodFacts>({
  name: 'payment_method',
  eventFamily: 'payment_method.',
  table: 'payment_methods',
  readFacts: readPaymentMethod,
  rowOf,
});

function rowOf(facts: PaymentMethodFacts): RowOf<'payment_methods'> {
  return {
    id: facts.id,
    customer_id: facts.customerId,
    type: facts.type,
    card_brand: facts.cardBrand,
    card_last4: facts.cardLast4,
    card_exp_month: facts.cardExpMonth,
    card_exp_year: facts.cardExpYear,
  };
}
