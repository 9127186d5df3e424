import { z } from 'zod';
import { flag, isWithin, mergeMetadata, metadata, range, text } from '../http/params.ts';
import { type ApiRoute, listing, operation } from '../http/route.ts';
import { closeDispute, openDispute } from '../payments/dispute.ts';
import { invalidRequest } from '../world/api-error.ts';

const evidence = z.strictObject({ uncategorized_text: text.exactOptional() });

/** https://docs.stripe.com/api/disputes; to open one is the simulator's own, below `/test_helpers`. */
export const disputeRoutes: ApiRoute[] = [
  operation('GET', '/v1/disputes/:id', {}, ({ world, id }) => world.store.disputes.get(id)),
  operation(
    'POST',
    '/v1/disputes/:id',
    { evidence: evidence.exactOptional(), metadata: metadata.exactOptional(), submit: flag.exactOptional() },
    ({ world, params, id }) => {
      const { store } = world;
      const before = store.disputes.get(id);
      const isSubmitted = params.submit ?? false;
      world.change(
        store.disputes,
        id,
        {
          evidence: { ...before.evidence, ...params.evidence },
          metadata: mergeMetadata(before.metadata, params.metadata),
          ...(isSubmitted ? { status: 'under_review' } : {}),
        },
        'charge.dispute.updated',
      );
      // The words by which test mode decides: https://docs.stripe.com/testing#evidence.
      const words = params.evidence?.uncategorized_text;
      if (isSubmitted && words === 'winning_evidence') return closeDispute(world, id, 'won');
      if (isSubmitted && words === 'losing_evidence') return closeDispute(world, id, 'lost');
      return store.disputes.get(id);
    },
  ),
  operation('POST', '/v1/disputes/:id/close', {}, ({ world, id }) => {
    const { status } = world.store.disputes.get(id);
    if (status === 'won' || status === 'lost') throw invalidRequest('This dispute is already closed.');
    return closeDispute(world, id, 'lost');
  }),
  operation(
    'POST',
    '/v1/test_helpers/charges/:id/dispute',
    { reason: text.default('fraudulent') },
    ({ world, params, id }) => openDispute(world, id, params.reason),
  ),
  listing(
    '/v1/disputes',
    { charge: text.exactOptional(), created: range.exactOptional() },
    ({ world: { store }, params: { charge, created } }) =>
      (charge ? store.disputes.of(charge) : store.disputes.list()).filter((dispute) =>
        isWithin(dispute.created, created),
      ),
  ),
];
