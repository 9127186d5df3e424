import type { Clock } from '@quartet/platform/clock';
import type { Observation, Projector } from '@quartet/webhooks';
import { type BillingGateway, isReadable } from '../gateway/index.ts';
import { NOTHING_THERE } from '../projection/snapshot.ts';
import type { ProviderReads } from './provider-reads.ts';

/** Looks at an object; see {@link Projector}. */
export type Observe = NonNullable<Projector['observe']>;

/**
 * Makes what looks at objects of the gateway's account and mode, each with one request, whatever number of
 * events wait for it. While the provider is away, and beyond the budget, it answers nothing, at once.
 */
export function createObserver({
  gateway,
  reads,
  clock,
}: {
  gateway: Pick<BillingGateway, 'readObject' | 'livemode'>;
  reads: ProviderReads;
  clock: Clock;
}): Observe {
  return async ({ provider, account, livemode, objectKey }): Promise<Observation | undefined> => {
    const isOurs = provider === 'stripe' && account === '' && livemode === gateway.livemode;
    if (!isOurs || !isReadable(objectKey)) return undefined;
    return await reads.now(async (signal) => {
      const object = await gateway.readObject(objectKey, { signal });
      return { payload: object ?? NOTHING_THERE, observedAt: clock.now() };
    });
  };
}
