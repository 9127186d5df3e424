import { type CustomerFacts, readCustomer } from '../../provider/customer.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const customerKind = defineKind<CustomerFacts>({
  name: 'customer',
  eventFamily: 'customer.',
  table: 'customers',
  readFacts: readCustomer,
  rowOf,
  isTerminal: ({ is_deleted }) => is_deleted === true,
  isDeleted: ({ is_deleted }) => is_deleted === true,
});

function rowOf(facts: CustomerFacts): RowOf<'customers'> {
  return {
    id: facts.id,
    email: facts.email,
    name: facts.name,
    currency: facts.currency,
    default_payment_method_id: facts.defaultPaymentMethodId,
    is_delinquent: facts.isDelinquent,
    is_deleted: facts.isDeleted,
    created_at: facts.createdAt,
    test_clock_id: facts.testClockId,
  };
}
