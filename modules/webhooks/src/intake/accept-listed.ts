import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import { acceptEvents } from './accept-events.ts';
import type { AcceptedEvent, InsertEvents } from './intake.sql.ts';
import type { Receipt } from './receive.ts';

/** Events of one commit. */
const BATCH = 256;

/** Events as a provider's list gave them. */
export interface ListedEvents {
  provider: string;
  payloads: readonly unknown[];
}

/**
 * Makes what takes events into the log that were fetched from their provider's list, since they may never have
 * been delivered. Those that were are duplicates, as one that is delivered later will be.
 *
 * @param onAccepted is told when there were new ones
 * @throws `invalid_payload` for one that is no event, `not_found` for a provider that nobody configured
 */
export function createAccept(
  { providers, clock }: WebhooksCore,
  insertEvents: InsertEvents,
  onAccepted: () => void,
): (listed: ListedEvents) => Promise<Receipt[]> {
  return async ({ provider, payloads }) => {
    const events = payloads.map((payload) => eventOf(provider, payload));
    const receipts: Receipt[] = [];
    for (let start = 0; start < events.length; start += BATCH) {
      const batch = events.slice(start, start + BATCH);
      const statuses = await acceptEvents(insertEvents, batch);
      for (const [index, { eventId }] of batch.entries())
        receipts.push({ status: statuses[index] ?? 'duplicate', event_id: eventId });
    }
    if (receipts.some(({ status }) => status === 'accepted')) onAccepted();
    return receipts;
  };

  function eventOf(name: string, listed: unknown): AcceptedEvent {
    const provider = providers.get(name);
    if (provider === undefined) throw commonErrors.notFound();
    const receivedAt = clock.now();
    const payload = Buffer.from(JSON.stringify(listed));
    const identity = provider.identify(listed, { body: payload, headers: {}, receivedAt });
    if (identity === undefined) throw webhookErrors.invalidPayload();
    return { ...identity, provider: name, receivedAt, source: 'reconciled', payload };
  }
}
