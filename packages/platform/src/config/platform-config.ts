import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_POOL_SIZE, DEFAULT_STATEMENT_TIMEOUT_MS } from '../database/defaults.ts';
import { declareConfig } from './declare-config.ts';

const port = z.coerce.number().int().min(1).max(65_535);

/** Text such as `true`, `1`, `off` as a boolean. */
export const flag = z.stringbool();

/** A comma-separated list of origins such as `https://app.example.com`. */
const originList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.url().transform((url) => new URL(url).origin)));

/** A 256-bit key as base64 or base64url. */
const key256 = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'must be 32 bytes in base64: openssl rand -base64 32',
  );

/** Settings that every process of the product shares. */
export const platformConfig = declareConfig({
  environment: {
    env: 'NODE_ENV',
    schema: z.enum(['development', 'test', 'production']).default('development'),
    description: 'development, test or production',
  },
  dataDir: {
    env: 'QUARTET_DATA_DIR',
    schema: z.string().default('.data'),
    description: 'Folder of the embedded PostgreSQL and the generated development secrets',
  },
  host: {
    env: 'QUARTET_HOST',
    schema: z.string().default('127.0.0.1'),
    description: 'Address that the services listen on',
  },
  portBase: {
    env: 'QUARTET_PORT_BASE',
    schema: port.max(65_000).default(8000),
    description:
      'First port; the services take base+0 to base+3, the Stripe simulator base+12, the embedded PostgreSQL base+432',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    secret: true,
    required: true,
    schema: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
    description: 'PostgreSQL 18 that the services use; nothing is embedded when it is set',
  },
  databasePoolSize: {
    env: 'DATABASE_POOL_SIZE',
    schema: z.coerce.number().int().min(1).max(500).default(DEFAULT_POOL_SIZE),
    description: 'Connections of one process to PostgreSQL',
  },
  databaseStatementTimeoutMs: {
    env: 'DATABASE_STATEMENT_TIMEOUT_MS',
    schema: z.coerce.number().int().min(0).default(DEFAULT_STATEMENT_TIMEOUT_MS),
    description: 'Milliseconds after which PostgreSQL cancels a statement',
  },
  dataEncryptionKey: {
    env: 'DATA_ENCRYPTION_KEY',
    secret: true,
    required: true,
    schema: key256,
    generate: () => randomBytes(32).toString('base64'),
    description: 'Key (32 bytes, base64) that seals signing keys, mails and stored answers in the database',
  },
  publicUrl: {
    env: 'PUBLIC_URL',
    schema: z.url().optional(),
    description: 'Public address of saas-api, such as https://api.example.com; required in production',
  },
  appUrl: {
    env: 'APP_URL',
    schema: z.url().optional(),
    description: 'Address of the web application that mailed links lead to (default: PUBLIC_URL)',
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    schema: originList.default([]),
    description: 'Comma-separated origins of browsers that may call the API with credentials',
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    schema: z.coerce.number().int().min(0).max(10).default(0),
    description: 'Number of proxies in front whose X-Forwarded-For entries are believed',
  },
  maxEventLoopDelayMs: {
    env: 'MAX_EVENT_LOOP_DELAY_MS',
    schema: z.coerce.number().int().min(0).default(1_000),
    description: 'Milliseconds of event loop delay past which requests are refused with 503; 0: never',
  },
  redisUrl: {
    env: 'REDIS_URL',
    secret: true,
    required: false,
    schema: z.string().regex(/^rediss?:\/\//, 'must begin with redis://'),
    description: 'Redis that the copies of a service share rate limits in (default: memory of each process)',
  },
  logLevel: {
    env: 'LOG_LEVEL',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    description: 'Least level that is logged',
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: z.url().optional(),
    description: 'OpenTelemetry collector that traces are sent to (default: none)',
  },
  sentryDsn: {
    env: 'SENTRY_DSN',
    secret: true,
    required: false,
    schema: z.url(),
    description: 'Sentry project that unexpected errors are reported to',
  },
});
