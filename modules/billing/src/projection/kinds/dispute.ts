import { type DisputeFacts, readDispute } from '../../provider/dispute.ts';
import { defineKind } from '../kind.ts';
import type { RowOf } from '../tables.ts';

export const disputeKind = defineKind<DisputeFacts>({
  name: 'dispute',
  eventFamily: 'charge.dispute.',
  table: 'disputes',
  readFacts: readDispute,
  rowOf,
  progressOf,
});

function rowOf(facts: DisputeFacts): RowOf<'disputes'> {
  return {
    id: facts.id,
    charge_id: facts.chargeId,
    status: facts.status,
    reason: facts.reason,
    currency: facts.currency,
    amount_cents: facts.amountCents,
    evidence_due_by: facts.evidenceDueBy,
    created_at: facts.createdAt,
  };
}

/**
 * https://docs.stripe.com/api/disputes/object#dispute_object-status. None is the last for sure: one that is lost
 * may be appealed.
 */
function progressOf({ status }: DisputeFacts): readonly number[] {
  if (status.endsWith('needs_response')) return [0];
  return [status.endsWith('under_review') ? 1 : 2];
}
