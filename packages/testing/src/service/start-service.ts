import { randomBytes } from 'node:crypto';
import type { Clock } from '@quartet/platform/clock';
import { type ConfigOf, type ConfigRule, loadConfig, type platformConfig } from '@quartet/platform/config';
import { createLog, type Log } from '@quartet/platform/log';
import { createRuntime, type Runtime } from '@quartet/platform/service';
import { createTestDatabase, type TestDatabase } from '../postgres/index.ts';
import { type Api, createApi } from './api.ts';
import { developmentMailbox, type ReadMails } from './mails.ts';

/** A service as its own entry files have it. */
export interface ServiceDefinition<Declaration extends typeof platformConfig, App extends Listening> {
  service: { name: string; version: string };
  declaration: Declaration;
  rules: readonly ConfigRule<ConfigOf<Declaration>>[];
  buildApp(runtime: Runtime, config: ConfigOf<Declaration>): Promise<App>;
}

/** What any framework's application can do. */
interface Listening {
  listen(options: { host: string; port: number }): Promise<unknown>;
  close(): Promise<unknown>;
  server: { address(): unknown };
}

export interface StartOptions<App> {
  /** Settings that differ from those of {@link TEST_ENVIRONMENT}. */
  env?: Readonly<Record<string, string>>;
  clock?: Clock;
  log?: Log;
  /** Changes the application before it listens. */
  prepare?(app: App): void;
}

export interface RunningService<App> extends Api {
  app: App;
  database: TestDatabase;
  runtime: Runtime;
  /** The development mailbox. */
  mailsTo: ReadMails;
  stop(): Promise<void>;
}

/**
 * Every test comes from one address, so its limits are out of reach; https, as in production. Load is not shed:
 * how busy the machine is would decide what a test is answered.
 */
const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  PUBLIC_URL: 'https://api.example.com',
  DATA_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  RATE_LIMIT_FACTOR: '1000',
  MAX_EVENT_LOOP_DELAY_MS: '0',
  LOG_LEVEL: 'silent',
};

/** Boots a real service, jobs and all, on a database of its own and a free port of the loopback address. */
export async function startService<Declaration extends typeof platformConfig, App extends Listening>(
  { service, declaration, rules, buildApp }: ServiceDefinition<Declaration, App>,
  { env, clock, log, prepare }: StartOptions<App> = {},
): Promise<RunningService<App>> {
  await using undo = new AsyncDisposableStack();
  const database = await createTestDatabase();
  undo.defer(() => database.drop());
  const settings = { ...TEST_ENVIRONMENT, DATABASE_URL: database.url, ...env };
  const config = loadConfig(declaration, { env: settings }, rules);
  const runtime = await createRuntime(service, config, {
    log: log ?? createLog({ service: service.name, level: 'silent' }),
    ...(clock && { clock }),
  });
  undo.defer(() => runtime.close());
  const app = await buildApp(runtime, config);
  prepare?.(app);
  await runtime.jobs.start();
  undo.defer(() => runtime.jobs.stop());
  await app.listen({ host: '127.0.0.1', port: 0 });
  undo.defer(async () => void (await app.close()));
  const url = `http://127.0.0.1:${portOf(app)}`;
  const all = undo.move();
  return {
    ...createApi({ url, origin: new URL(settings.PUBLIC_URL).origin }),
    app,
    database,
    runtime,
    mailsTo: developmentMailbox(url),
    stop: () => all.disposeAsync(),
  };
}

function portOf(app: Listening): number {
  const address = app.server.address();
  if (
    typeof address === 'object' &&
    address !== null &&
    'port' in address &&
    typeof address.port === 'number'
  )
    return address.port;
  throw new Error('The service does not listen on TCP.');
}
