import { createHmac } from 'node:crypto';
import { sameBytes } from '@quartet/platform/crypto';
import { z } from 'zod';
import type { Delivery, DeliveryHeaders, EventIdentity, Provider, SignatureVerdict } from './provider.ts';
import { identifier } from './text.ts';
import { isStale } from './tolerance.ts';

const SECRET_PREFIX = 'whsec_';
const SIGNATURE = /^v1,(.+)$/;

/**
 * Events of any sender that follows the Standard Webhooks specification 1.0 (standardwebhooks.com), with its
 * symmetric signatures.
 *
 * @param secrets base64, with or without `whsec_` in front
 */
export function standardWebhooksProvider({ secrets }: { secrets: readonly string[] }): Provider {
  const keys = secrets.map((secret) => Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64'));
  return { name: 'standard', verify: (delivery) => verify(keys, delivery), identify };
}

function verify(keys: readonly Buffer[], { body, headers, receivedAt }: Delivery): SignatureVerdict {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    only(headers, name),
  );
  if (signature === undefined) return 'missing';
  if (!id || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return 'malformed';
  const given = signature.split(' ').flatMap((each) => SIGNATURE.exec(each)?.[1] ?? []);
  if (given.length === 0) return 'malformed';
  if (isStale(Number(timestamp), receivedAt)) return 'stale';
  const expected = keys.map((key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64'),
  );
  // Every pair is compared, so that the time does not tell which secret or signature was the right one.
  const matches = expected.flatMap((right) => given.map((each) => sameBytes(right, each)));
  return matches.includes(true) ? 'valid' : 'mismatch';
}

const standardEvent = z.object({
  type: identifier,
  timestamp: z.iso.datetime({ offset: true }).optional().catch(undefined),
  data: z
    .object({ id: identifier, object: identifier.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

function identify(payload: unknown, { headers, receivedAt }: Delivery): EventIdentity | undefined {
  const id = identifier.safeParse(only(headers, 'webhook-id'));
  const event = standardEvent.safeParse(payload);
  if (!id.success || !event.success) return undefined;
  const { type, timestamp, data } = event.data;
  return {
    eventId: id.data,
    type,
    objectKey: data === undefined ? `event:${id.data}` : `${data.object ?? 'object'}:${data.id}`,
    account: '',
    livemode: true,
    createdAt: timestamp === undefined ? receivedAt : new Date(timestamp),
  };
}

function only(headers: DeliveryHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
