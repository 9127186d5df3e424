import { randomUUID } from 'node:crypto';
import { createAudit } from '@quartet/audit';
import { type Auth, authConfig, authSettings, createAuth } from '@quartet/auth';
import { loadConfig } from '@quartet/platform/config';
import type { Credentials, RequestOrigin, SessionCaller } from '@quartet/platform/contract';
import { createSealer } from '@quartet/platform/crypto';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createJobs } from '@quartet/platform/jobs';
import { createRateLimiter } from '@quartet/platform/rate-limiter';
import { createLoginThrottle } from '@quartet/rate-limiting';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { type MovableClock, movableClock, type RecordedLog, recordedLog } from '@quartet/testing/service';
import { type ApiKeys, createApiKeys } from '../index.ts';

export const origin: RequestOrigin = { requestId: 'request-1', address: '192.0.2.7', userAgent: undefined };
export const byOperator = { actor: { kind: 'operator', id: 'ops' }, reason: 'abuse', origin } as const;

export interface SignedIn {
  caller: SessionCaller;
  /** The value of an `Authorization` header. */
  authorization: string;
}

/** API keys beside the real sign-in, on a database of their own. */
export interface ApiKeysFixture {
  apiKeys: ApiKeys;
  auth: Auth;
  db: Database;
  base: TestDatabase;
  log: RecordedLog;
  clock: MovableClock;
  register(): Promise<SignedIn>;
  /** Resolves callers as a service does, by key or by what auth gives out. */
  authenticate: ReturnType<ApiKeys['authenticateElse']>;
  /** The same in another process of the service. */
  authenticateElsewhere: ReturnType<ApiKeys['authenticateElse']>;
  close(): Promise<void>;
}

export async function startApiKeys(): Promise<ApiKeysFixture> {
  const base = await createTestDatabase();
  const log = recordedLog('api-keys-test');
  const db = createDatabase({ url: base.url, applicationName: 'api-keys-test', log: log.log });
  const clock = movableClock();
  const audit = createAudit({ clock });
  const auth = createAuth({
    db,
    clock,
    audit,
    log: log.log,
    // Never started: nothing that is scheduled matters here.
    jobs: createJobs({ url: base.url, log: log.log }),
    sealer: createSealer('a key of at least 256 bits, as every deployment has one'),
    mail: { enqueue: () => Promise.resolve() },
    throttle: createLoginThrottle({ limiter: createRateLimiter() }),
    config: authSettings(loadConfig(authConfig, { env: {} }), 'https://api.example.com'),
  });
  const dependencies = { db, clock, audit, log: log.log };
  const apiKeys = createApiKeys(dependencies);
  return {
    apiKeys,
    auth,
    db,
    base,
    log,
    clock,
    register: () => register(auth),
    authenticate: apiKeys.authenticateElse(auth.authenticate),
    authenticateElsewhere: createApiKeys(dependencies).authenticateElse(auth.authenticate),
    async close() {
      await db.close();
      await base.drop();
    },
  };
}

/** What a request carries that presents a key. */
export function bearer(key: string): Credentials {
  return { authorization: `Bearer ${key}`, cookies: {} };
}

async function register(auth: Auth): Promise<SignedIn> {
  const email = `${randomUUID()}@example.com`;
  const { answer } = await auth.register({ email, password: 'seven wooden elephants', origin });
  const authorization = `Bearer ${answer.access_token}`;
  return { authorization, caller: await auth.authenticate({ authorization, cookies: {} }) };
}
