import { DAY_SECONDS } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import type { Dispute } from '../world/wire.ts';

/** Days that an answer to a dispute may take: https://docs.stripe.com/disputes/responding. */
const EVIDENCE_DAYS = 7;

const NO_EVIDENCE: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The holder of the card disputes a charge: the money is taken back until the bank has decided. */
export function openDispute(world: World, chargeId: string, reason: string): Dispute {
  const { amount, amount_refunded, currency, customer, payment_intent } = world.store.charges.get(
    chargeId,
    'charge',
  );
  const now = world.timelineOf(customer).now();
  const dispute = world.create(
    world.store.disputes,
    {
      id: world.ids.next('du'),
      object: 'dispute',
      amount: amount - amount_refunded,
      balance_transactions: [],
      charge: chargeId,
      created: now,
      currency,
      enhanced_eligibility_types: [],
      evidence: NO_EVIDENCE,
      evidence_details: {
        due_by: now + EVIDENCE_DAYS * DAY_SECONDS,
        enhanced_eligibility: {},
        has_evidence: false,
        past_due: false,
        submission_count: 0,
        submission_method: 'unknown',
      },
      intended_submission_method: null,
      is_charge_refundable: false,
      livemode: false,
      metadata: {},
      payment_intent,
      reason,
      status: 'needs_response',
    },
    'charge.dispute.created',
  );
  world.change(world.store.charges, chargeId, { disputed: true }, 'charge.updated');
  world.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decided. A won dispute gives the money back. */
export function closeDispute(world: World, id: string, status: 'won' | 'lost'): Dispute {
  const closed = world.change(world.store.disputes, id, { status }, 'charge.dispute.closed');
  if (status === 'won') world.emit('charge.dispute.funds_reinstated', closed);
  return closed;
}
