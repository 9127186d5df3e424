import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { declareConfig, loadConfig } from '@quartet/platform/config';
import { createLog } from '@quartet/platform/log';
import { runProcess } from '@quartet/platform/process';
import { z } from 'zod';
import { createStripeSimulator, openStripeSimulator } from './create-stripe-simulator.ts';

const secretOf = (prefix: string) => `${prefix}_${randomBytes(18).toString('hex')}`;

const config = declareConfig({
  host: {
    env: 'QUARTET_HOST',
    schema: z.string().default('127.0.0.1'),
    description: 'Address that the simulator listens on',
  },
  port: {
    env: 'STRIPE_SIMULATOR_PORT',
    schema: z.coerce.number().int().min(0).max(65_535).default(8012),
    description: 'Port of the simulated API and its pages',
  },
  webhookUrl: {
    env: 'STRIPE_SIMULATOR_WEBHOOK_URL',
    schema: z.url().optional(),
    description: 'Where events are sent; none are without it',
  },
  seed: {
    env: 'STRIPE_SIMULATOR_SEED',
    schema: z.string().default(() => randomBytes(8).toString('hex')),
    description: 'The same seed gives the same ids and faults',
  },
  journal: {
    env: 'STRIPE_SIMULATOR_JOURNAL',
    schema: z.string().optional(),
    description: 'File that the state is kept in over restarts; it is forgotten without one',
  },
  secretKey: {
    env: 'STRIPE_SIMULATOR_SECRET_KEY',
    secret: true,
    required: true,
    schema: z.string().min(8),
    description: 'Key that requests must carry',
  },
  webhookSecret: {
    env: 'STRIPE_SIMULATOR_WEBHOOK_SECRET',
    secret: true,
    required: true,
    schema: z.string().min(8),
    description: 'Secret that events are signed with',
  },
});

const ANOTHER_VERSION =
  'The journal was written by another version of the simulator, so that ids may differ from those that were told. Remove it, and what knows of them, when billing looks wrong.';
const TORN_END =
  'The last line of the journal was cut short, as by a process that was killed; it was removed. Nobody was answered what it tells.';

await runProcess(async () => {
  const generated = {
    STRIPE_SIMULATOR_SECRET_KEY: secretOf('sk_test'),
    STRIPE_SIMULATOR_WEBHOOK_SECRET: secretOf('whsec'),
  };
  const env = { ...process.env, ...flagsAsEnv() };
  const settings = loadConfig(config, { env, generated });
  const log = createLog({ service: 'stripe-simulator', level: 'info' });
  const { webhookUrl: url, secretKey, webhookSecret, host, port, seed, journal } = settings;
  const options = {
    secretKey: secretKey.reveal(),
    webhookEndpoints: url ? [{ url, secret: webhookSecret.reveal() }] : [],
    seed,
  };
  const { simulator, isFaithful, droppedBytes } = journal
    ? await openStripeSimulator(options, journal)
    : { simulator: createStripeSimulator(options), isFaithful: true, droppedBytes: 0 };
  if (droppedBytes > 0) log.warn({ journal, droppedBytes }, TORN_END);
  if (!isFaithful) log.warn({ journal }, ANOTHER_VERSION);
  const address = await simulator.listen({ host, port });
  // Whoever starts the simulator alone has to learn what it made up for itself.
  const made = Object.entries(generated).filter(([name]) => !env[name]);
  log.info(
    { address, webhookUrl: url, seed, made: Object.fromEntries(made) },
    'The Stripe simulator is ready.',
  );
  return { log, stop: () => simulator.close() };
});

/** The flags of the command as the variables that they stand for. */
function flagsAsEnv(): Record<string, string> {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      port: option,
      'webhook-url': option,
      'webhook-secret': option,
      'secret-key': option,
      seed: option,
      journal: option,
    },
  });
  return Object.fromEntries(
    Object.entries(values).map(([flag, value]) => [
      `STRIPE_SIMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]),
  );
}
