import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase } from '@quartet/testing/postgres';
import { movableClock } from '@quartet/testing/service';
import {
  createEffects,
  createWebhooks,
  type Projector,
  stripeProvider,
  type Webhooks,
} from '@quartet/webhooks';
import type { SQL } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { createHealing, createObserver, createProviderReads } from '../observing/index.ts';
import { createBillingProjector } from '../projection/create-billing-projector.ts';
import { createReconciliation, type ReconciliationCore } from '../reconciliation/index.ts';
import { startSimulatedStripe } from './simulated-stripe.ts';

const SECRET = 'whsec_of_the_endpoint';

export interface InboxOptions {
  readsPerSecond?: number;
  /** Milliseconds that an event waits for a read. */
  timeoutMs?: number;
  /** Changes what becomes of events. */
  projector?: (projector: Projector) => Projector;
}

/** The simulator, whose events arrive over HTTP in an inbox that looks at their objects, on a database of its own. */
export async function startInbox({ readsPerSecond = 1_000, timeoutMs, projector }: InboxOptions = {}) {
  await using undo = new AsyncDisposableStack();
  const database = await createTestDatabase();
  undo.defer(() => database.drop());
  const log = createLog({ service: 'billing-test', level: 'silent' });
  const db = createDatabase({ url: database.url, applicationName: 'billing-test', log, poolSize: 20 });
  undo.defer(() => db.close());
  const clock = movableClock();
  const registry = new Registry();
  const endpoint = await startEndpoint(() => webhooks);
  undo.defer(() => endpoint.close());
  const stripe = await startSimulatedStripe({
    clock,
    webhookEndpoints: [{ url: endpoint.url, secret: SECRET }],
    deliveryRetryDelaysMs: [],
  });
  undo.defer(() => stripe.close());

  const { gateway } = stripe;
  const reads = createProviderReads({
    clock,
    log,
    registry,
    perSecond: readsPerSecond,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const projecting = createBillingProjector({
    clock,
    livemode: false,
    graceDays: 14,
    effects: createEffects({ clock }),
    observe: createObserver({ gateway, reads, clock }),
  });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry,
    providers: [stripeProvider({ secrets: [SECRET] })],
    projector: projector?.(projecting) ?? projecting,
    settings: {
      allowUnsigned: false,
      maxAttempts: 2,
      concurrency: 4,
      retentionDays: 400,
      leaseSeconds: 10,
      retryBaseSeconds: 0.02,
      retryMaxSeconds: 0.1,
    },
    random: Math.random,
  });
  undo.defer(() => webhooks.workers.stop());
  const core: ReconciliationCore = {
    db,
    clock,
    log,
    gateway,
    reads,
    webhooks,
    settings: { graceDays: 14 },
    enqueue: () => Promise.resolve(),
  };
  const all = undo.move();
  return {
    ...stripe,
    db,
    clock,
    registry,
    reads,
    webhooks,
    core,
    heal: createHealing({ db, gateway, reads, webhooks }),
    reconciliation: createReconciliation(core),
    rowsOf: async (statement: SQL) => (await db.orm.execute(statement)).rows,
    close: () => all.disposeAsync(),
  };
}

export type StartedInbox = Awaited<ReturnType<typeof startInbox>>;

/** Takes deliveries as the service does. */
async function startEndpoint(webhooks: () => Webhooks) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const intake = { provider: 'stripe', body, headers: request.headers, isLocal: true };
    const status = await webhooks()
      .receive(intake)
      .then(
        () => 202,
        () => 400,
      );
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
