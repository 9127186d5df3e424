import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` of a body sent at `timestamp` (Unix seconds); the secret is used as it stands, with
 * its prefix: https://docs.stripe.com/webhooks#verify-manually.
 */
export function signatureHeader(body: string, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
