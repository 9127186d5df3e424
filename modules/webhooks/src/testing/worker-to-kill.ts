import { createDatabase } from '@quartet/platform/database';
import { createLog } from '@quartet/platform/log';
import { Registry } from 'prom-client';
import { createWebhooks } from '../index.ts';
import { logProjection } from './projection-log.ts';

/** A process that works on events, slowly, until it is killed. Argument: address of the database. */
const [url = ''] = process.argv.slice(2);
const log = createLog({ service: 'worker-to-kill', level: 'silent' });
createWebhooks({
  db: createDatabase({ url, applicationName: 'worker-to-kill', log }),
  clock: { now: () => new Date() },
  log,
  registry: new Registry(),
  providers: [],
  projector: {
    async project(tx, { objectKey, events }) {
      await logProjection(tx, objectKey, events);
      process.send?.(objectKey);
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      return { ignored: [], changes: [] };
    },
  },
  settings: {
    allowUnsigned: false,
    maxAttempts: 12,
    concurrency: 4,
    retentionDays: 400,
    leaseSeconds: 6,
    retryBaseSeconds: 1,
    retryMaxSeconds: 60,
  },
  random: Math.random,
}).workers.start();
