import { z } from 'zod';
import { amount, id, moment, optionalMoment, optionalText, reference } from './fields.ts';
import { readObject } from './read-object.ts';

/** A dispute about a charge, whatever API version it was written in. */
export type DisputeFacts = ReturnType<typeof readDispute>;

/** @throws ProviderObjectError */
export function readDispute(object: unknown) {
  const parsed = readObject('dispute', dispute, object);
  return {
    id: parsed.id,
    chargeId: parsed.charge,
    status: parsed.status,
    reason: parsed.reason,
    currency: parsed.currency,
    amountCents: parsed.amount,
    evidenceDueBy: parsed.evidence_details?.due_by ?? null,
    createdAt: parsed.created,
  };
}

const dispute = z.object({
  id,
  charge: reference,
  status: z.string(),
  reason: optionalText,
  currency: z.string(),
  amount,
  evidence_details: z.object({ due_by: optionalMoment }).nullish(),
  created: moment,
});
