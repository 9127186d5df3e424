import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { flood, signedDeliveries } from './deliveries.ts';
import { singleRowInserts } from './pgbench.ts';
import { openPostgres } from './postgres.ts';
import { median } from './rates.ts';
import type { Result } from './result.ts';
import { startServer } from './server-process.ts';
import { openFolder } from './stage.ts';

const CONNECTIONS = 32;
const ROUNDS = 5;
const SECONDS = 3;

/**
 * Deliveries that saas-webhooks takes in, each answered once its commit has reached the disk, against what
 * PostgreSQL takes from pgbench with as many connections. The workers of the same process go on meanwhile.
 */
export async function measureIntake(): Promise<Result[]> {
  await using resources = new AsyncDisposableStack();
  const folder = await openFolder(resources);
  const postgres = await openPostgres(folder, resources);
  const secret = `whsec_${randomBytes(24).toString('hex')}`;
  const { url } = resources.use(
    await startServer('services/saas-webhooks/src/main.ts', {
      env: {
        NODE_ENV: 'production',
        DATABASE_URL: postgres.serviceUrl,
        DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        STRIPE_WEBHOOK_SECRET: secret,
        // Nobody answers there: it is soon left alone, and events are projected from what they carry.
        STRIPE_SECRET_KEY: 'sk_test_of_the_bench',
        STRIPE_API_URL: 'https://127.0.0.1:1',
        RATE_LIMIT_FACTOR: '1000000',
      },
      logFile: join(folder, 'saas-webhooks.log'),
    }),
  );
  const inserts = await singleRowInserts({ ownerUrl: postgres.ownerUrl, folder }, CONNECTIONS);
  const deliver = (count: number, rate?: number) =>
    flood(url, signedDeliveries(Math.ceil(count), secret), {
      connections: CONNECTIONS,
      ...(rate !== undefined && { rate }),
    });

  const client = resources.adopt(new pg.Client({ connectionString: postgres.ownerUrl }), (open) =>
    open.end(),
  );
  await client.connect();
  await inserts(1);
  let expected = (await deliver(10_000)).rate;
  const rates: { intake: number; inserts: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const intake = (await deliver(expected * SECONDS)).rate;
    await untilProcessed(client);
    rates.push({ intake, inserts: await inserts(SECONDS) });
    expected = intake;
  }
  const intake = median(rates.map((rate) => rate.intake));
  const atHalfLoad = await deliver((intake / 2) * SECONDS * 2, intake / 2);
  return [
    {
      what: 'webhook intake, signed and durable',
      ours: intake,
      unit: '/s',
      against: {
        name: "pgbench's single-row durable inserts",
        rival: 'ceiling',
        value: median(rates.map((rate) => rate.inserts)),
      },
      target: { atLeast: 0.6 },
    },
    {
      what: 'webhook intake at half that load, p99',
      ours: atHalfLoad.p99,
      unit: 'ms',
      target: { atMost: 25 },
    },
  ];
}

/** What is left of a round would slow down whatever is measured next. */
async function untilProcessed(client: pg.Client): Promise<void> {
  const isLeft = async () => (await client.query('select from webhook_objects limit 1')).rowCount === 1;
  while (await isLeft()) await delay(50);
}
