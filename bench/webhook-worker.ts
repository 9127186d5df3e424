import { createBillingProjector } from '@quartet/billing';
import { systemClock } from '@quartet/platform/clock';
import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { createEffects, createWebhooks } from '@quartet/webhooks';
import { Registry } from 'prom-client';

/**
 * A process that works on the events of the database at DATABASE_URL as saas-webhooks does without a Stripe key,
 * from what events carry, until it is ended.
 */
const log = createLog({ service: 'webhook-worker', level: 'warn' });
const db = createDatabase({ url: String(process.env.DATABASE_URL), applicationName: 'webhook-worker', log });
const { workers } = createWebhooks({
  db,
  clock: systemClock,
  log,
  registry: new Registry(),
  providers: [],
  projector: createBillingProjector({
    clock: systemClock,
    livemode: false,
    graceDays: 14,
    effects: createEffects({ clock: systemClock }),
  }),
  settings: {
    allowUnsigned: false,
    maxAttempts: 12,
    concurrency: 8,
    retentionDays: 400,
    leaseSeconds: 6,
    retryBaseSeconds: 2,
    retryMaxSeconds: 3_600,
  },
  random: Math.random,
});
workers.start();
process.send?.({ type: 'ready' });
process.once('SIGTERM', async () => {
  await workers.stop();
  await db.close();
  process.disconnect?.();
});
