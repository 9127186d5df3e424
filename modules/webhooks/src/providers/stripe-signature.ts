import { createHmac } from 'node:crypto';
import { sameBytes } from '@quartet/platform/crypto';
import type { Delivery, SignatureVerdict } from './provider.ts';
import { isStale } from './tolerance.ts';

/**
 * Stripe's scheme (docs.stripe.com/webhooks, "Verify webhook signatures manually"): `Stripe-Signature` holds
 * `t=<seconds>` and any number of `v1=<hex>`, each an HMAC-SHA-256 of `t`, a full stop and the raw body. While
 * a secret is rolled, Stripe signs with the old and the new one, and so may this side have both.
 *
 * @param secrets as Stripe shows them, `whsec_` included: the whole text is the key
 */
export function verifyStripeSignature(
  secrets: readonly string[],
  { body, headers, receivedAt }: Delivery,
): SignatureVerdict {
  const header = headers['stripe-signature'];
  if (header === undefined) return 'missing';
  const { timestamp, signatures } = parseHeader(String(header));
  if (timestamp === undefined || signatures.length === 0) return 'malformed';
  if (isStale(Number(timestamp), receivedAt)) return 'stale';
  const expected = secrets.map((secret) => signatureOf(secret, timestamp, body));
  // Every pair is compared, so that the time does not tell which secret or signature was the right one.
  const matches = expected.flatMap((right) => signatures.map((given) => sameBytes(right, given)));
  return matches.includes(true) ? 'valid' : 'mismatch';
}

function parseHeader(header: string): { timestamp: string | undefined; signatures: string[] } {
  const fields = header.split(',').map((field) => field.trim());
  const valuesOf = (scheme: string) =>
    fields.filter((field) => field.startsWith(`${scheme}=`)).map((field) => field.slice(scheme.length + 1));
  const [timestamp, ...others] = valuesOf('t');
  const isOne = timestamp !== undefined && others.length === 0 && /^\d{1,12}$/.test(timestamp);
  return { timestamp: isOne ? timestamp : undefined, signatures: valuesOf('v1') };
}

function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}
