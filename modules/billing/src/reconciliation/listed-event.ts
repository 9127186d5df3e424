import { type EventIdentity, stripeProvider } from '@quartet/webhooks';
import type { ProviderObject } from '../gateway/index.ts';
import { kinds } from '../projection/kinds/index.ts';

/** An event of the provider's list. */
export interface ListedEvent extends EventIdentity {
  payload: ProviderObject;
}

/** Of a page of the provider's list the events about what is projected: an endpoint need not be sent any other. */
export function projectedEvents(payloads: readonly ProviderObject[], receivedAt: Date): ListedEvent[] {
  const { identify } = stripeProvider({ secrets: [] });
  return payloads.flatMap((payload) => {
    const identity = identify(payload, { body: Buffer.alloc(0), headers: {}, receivedAt });
    return identity !== undefined && isProjected(identity) ? [{ ...identity, payload }] : [];
  });
}

function isProjected({ type, objectKey }: EventIdentity): boolean {
  return kinds.some(
    ({ name, eventFamily }) => objectKey.startsWith(`${name}:`) && type.startsWith(eventFamily),
  );
}
