import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { publishPlans, seedPlans } from '@quartet/billing';
import { createStripeGateway } from '@quartet/billing/gateway';
import type { Server } from '@quartet/http-fastify';
import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { buildApp, service } from '@quartet/saas-webhooks';
import { declaration, rules } from '@quartet/saas-webhooks/config';
import { createStripeSimulator, type StripeSimulator } from '@quartet/stripe-simulator';
import { type StartOptions, startService } from '@quartet/testing/service';
import { type RunningApi, startApi } from '../start-api.ts';

const SECRET_KEY = 'sk_test_of_the_simulator';
const WEBHOOK_SECRET = 'whsec_of_the_endpoint';

/** This service, a simulated Stripe, and the inbox of its events: all that money takes part in. */
export interface BillingLoop {
  api: RunningApi;
  simulator: StripeSimulator;
  /** Where saas-webhooks answers. */
  inboxUrl: string;
  /** Posts the form of a hosted page as a browser does, without following a redirect. */
  submit(url: string, fields: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export async function startBillingLoop({
  inboxEnv,
  ...options
}: StartOptions<Server> & { inboxEnv?: Record<string, string> } = {}): Promise<BillingLoop> {
  await using undo = new AsyncDisposableStack();
  const letterbox = await openLetterbox();
  undo.defer(letterbox.close);
  const simulator = createStripeSimulator({
    secretKey: SECRET_KEY,
    webhookEndpoints: [{ url: letterbox.url, secret: WEBHOOK_SECRET }],
  });
  const STRIPE_API_URL = await simulator.listen({ host: '127.0.0.1', port: 0 });
  undo.defer(() => simulator.close());
  const stripe = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_API_URL };

  const api = await startApi({ ...options, env: { ...stripe, ...options.env } });
  undo.defer(() => api.stop());
  await sellPlans(api.database.ownerUrl, STRIPE_API_URL);
  const inbox = await startService(
    { service, declaration, rules, buildApp },
    {
      env: {
        ...stripe,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        DATABASE_URL: api.database.url,
        ...inboxEnv,
      },
    },
  );
  undo.defer(() => inbox.stop());
  letterbox.leadTo(inbox.url);
  const all = undo.move();
  return {
    api,
    simulator,
    inboxUrl: inbox.url,
    submit: (url, fields) =>
      fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }),
    stop: () => all.disposeAsync(),
  };
}

/** The simulator wants to know where to deliver before there is anybody to deliver to. */
async function openLetterbox() {
  let target: string | undefined;
  const server = createServer(async (request, response) => {
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const body = await buffer(request);
    if (target === undefined) return response.writeHead(503).end();
    const answer = await fetch(`${target}${request.url}`, {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      body,
    });
    return response.writeHead(answer.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/webhooks/stripe`,
    leadTo: (url: string) => {
      target = url;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function sellPlans(ownerUrl: string, apiUrl: string): Promise<void> {
  const log = createLog({ service: 'test', level: 'silent' });
  const owner = createDatabase({ url: ownerUrl, actsAs: 'login', applicationName: 'test', log });
  await seedPlans(owner);
  await owner.close();
  await publishPlans(createStripeGateway({ secretKey: SECRET_KEY, apiUrl }));
}
