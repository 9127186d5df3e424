import type { Server } from '@quartet/http-fastify';
import { type RunningService, type StartOptions, startService } from '@quartet/testing/service';
import Stripe from 'stripe';
import { buildApp, service } from '../src/app.ts';
import { declaration, rules } from '../src/config.ts';

const SECRET = 'whsec_of_the_endpoint';
const TOKEN = 'an-operators-token-of-at-least-32-characters';
export const byOperator = { authorization: `Bearer ${TOKEN}` };

export type RunningWebhooks = RunningService<Server>;

/** This service, whole, with its workers, on a database of its own. */
export function startWebhooks(options: StartOptions<Server> = {}): Promise<RunningWebhooks> {
  const env = { STRIPE_WEBHOOK_SECRET: SECRET, OPERATOR_TOKENS: `tests:${TOKEN}`, ...options.env };
  return startService({ service, declaration, rules, buildApp }, { ...options, env });
}

const stripe = new Stripe('sk_test_unused');

/** Delivers a body as Stripe does, signed by its SDK. */
export function deliver(api: RunningWebhooks, payload: string, headers: Record<string, string> = {}) {
  return api.send({
    method: 'POST',
    path: '/api/webhooks/stripe',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET }),
      ...headers,
    },
    body: payload,
  });
}
