import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declareConfig, developmentSecrets, hostForPeople, loadConfig } from '@quartet/platform/config';
import { z } from 'zod';
import { SIMULATOR_PORT_OFFSET } from '../port-offsets.ts';
import type { Env, Settings } from '../settings.ts';
import type { ServiceProcess } from '../supervisor/service-process.ts';
import type { WorkspaceService } from '../workspace.ts';

export const SIMULATOR_NAME = 'stripe-simulator';

const JOURNAL_FILE = 'stripe-simulator.jsonl';
const WEBHOOKS_SERVICE = 'saas-webhooks';

const generatedKey = (prefix: string) => () => `${prefix}_${randomBytes(24).toString('hex')}`;

/** The simulator's key has a name of its own in the data folder: no service shall take it to Stripe. */
export const simulatorSecrets = declareConfig({
  secretKey: {
    env: 'STRIPE_SIMULATOR_SECRET_KEY',
    secret: true,
    required: true,
    schema: z.string().regex(/^sk_test_\w+$/, 'must be sk_test_…'),
    generate: generatedKey('sk_test'),
    description: 'Key of the Stripe simulator',
  },
  webhookSecrets: {
    env: 'STRIPE_WEBHOOK_SECRET',
    secret: true,
    required: true,
    schema: z.string().startsWith('whsec_'),
    generate: generatedKey('whsec'),
    description: 'Secret that saas-webhooks verifies events with',
  },
});

/** The simulator as one more process, and what it means for the others. */
export interface SimulatorPlan {
  process: ServiceProcess;
  port: number;
  /** As in `http://127.0.0.1:8012`. */
  address: string;
  secretKey: string;
  /** What makes a service talk to it instead of to Stripe. */
  serviceEnv: Record<string, string>;
}

export interface SimulatorSurroundings {
  root: string;
  env: Env;
  settings: Settings;
  services: readonly WorkspaceService[];
}

/** How the simulator is run; not at all where it is not wanted. Its secrets are made in the data folder. */
export function planSimulator({
  root,
  env,
  settings,
  services,
}: SimulatorSurroundings): SimulatorPlan | undefined {
  if (!isSimulatorWanted(env, settings, services)) return undefined;
  const generated = developmentSecrets(simulatorSecrets, settings.dataDir);
  const { secretKey, webhookSecrets } = loadConfig(simulatorSecrets, { env, generated });
  const [webhookSecret = ''] = webhookSecrets.reveal().split(',');
  const port = settings.portBase + SIMULATOR_PORT_OFFSET;
  const address = addressAt(settings.host, port);
  return {
    process: {
      name: SIMULATOR_NAME,
      entry: fileURLToPath(import.meta.resolve('@quartet/stripe-simulator/main')),
      cwd: root,
      env: {
        ...env,
        STRIPE_SIMULATOR_PORT: String(port),
        STRIPE_SIMULATOR_SECRET_KEY: secretKey.reveal(),
        STRIPE_SIMULATOR_WEBHOOK_SECRET: webhookSecret.trim(),
        STRIPE_SIMULATOR_WEBHOOK_URL: webhookUrl(services, settings),
        STRIPE_SIMULATOR_JOURNAL: join(settings.dataDir, JOURNAL_FILE),
      },
    },
    port,
    address,
    secretKey: secretKey.reveal(),
    serviceEnv: {
      STRIPE_SECRET_KEY: secretKey.reveal(),
      STRIPE_API_URL: address,
      STRIPE_WEBHOOK_SECRET: webhookSecrets.reveal(),
    },
  };
}

/** In development, for a product that bills, unless it talks to a Stripe of the user's choice. */
export function isSimulatorWanted(
  env: Env,
  { environment }: Settings,
  services: readonly WorkspaceService[],
): boolean {
  const isChosen = [env.STRIPE_SECRET_KEY, env.STRIPE_API_URL].some((value) => value?.trim());
  const bills = services.some(({ modules }) => modules.includes('billing'));
  return environment === 'development' && bills && !isChosen;
}

function webhookUrl(services: readonly WorkspaceService[], { host, portBase }: Settings): string | undefined {
  const inbox = services.find(({ name }) => name === WEBHOOKS_SERVICE);
  return inbox && `${addressAt(host, portBase + inbox.portOffset)}/api/webhooks/stripe`;
}

function addressAt(host: string, port: number): string {
  return `http://${hostForPeople(host)}:${port}`;
}
