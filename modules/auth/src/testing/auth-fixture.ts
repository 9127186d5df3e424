import { randomUUID } from 'node:crypto';
import { createAudit } from '@quartet/audit';
import { loadConfig } from '@quartet/platform/config';
import type { RequestOrigin } from '@quartet/platform/contract';
import { createSealer } from '@quartet/platform/crypto';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createJobs } from '@quartet/platform/jobs';
import { createLog } from '@quartet/platform/log';
import { createTestDatabase } from '@quartet/testing/postgres';
import type { AuthDependencies } from '../core.ts';
import { type Auth, authConfig, authSettings, createAuth, type SignIn } from '../index.ts';
import { type CountingThrottle, countingThrottle } from './counting-throttle.ts';
import { type MovableClock, movableClock } from './movable-clock.ts';
import { createOutbox, type Outbox } from './outbox.ts';

export const PASSWORD = 'seven wooden elephants';
const CONNECTIONS = 20;
export const origin: RequestOrigin = { requestId: 'request-1', address: '192.0.2.7', userAgent: 'Firefox' };

/** Auth on a database of its own, at a time that stands still until it is moved. */
export interface AuthFixture {
  auth: Auth;
  db: Database;
  clock: MovableClock;
  outbox: Outbox;
  throttle: CountingThrottle;
  /** Another process of the service: same database, caches of its own. */
  anotherCopy: () => Auth;
  /** Signs up a person at an address of their own. */
  register: (email?: string) => Promise<SignIn>;
  /** Opens every connection of the pool, without which the first of a race would be done before others begin. */
  connectAll: () => Promise<void>;
  dependencies: AuthDependencies;
  close: () => Promise<void>;
}

export async function startAuth(): Promise<AuthFixture> {
  const base = await createTestDatabase();
  const log = createLog({ service: 'auth-test', level: 'silent' });
  const db = createDatabase({ url: base.url, applicationName: 'auth-test', log, poolSize: CONNECTIONS });
  const clock = movableClock(new Date('2026-03-01T12:00:00Z'));
  const outbox = createOutbox(db);
  const throttle = countingThrottle();
  const dependencies: AuthDependencies = {
    db,
    clock,
    // Never started: a test runs what is scheduled when it wants to.
    jobs: createJobs({ url: base.url, log }),
    sealer: createSealer('a key of at least 256 bits, as every deployment has one'),
    mail: outbox,
    audit: createAudit({ clock }),
    throttle,
    log,
    config: authSettings(loadConfig(authConfig, { env: {} }), 'https://api.example.com'),
  };
  const auth = createAuth(dependencies);
  return {
    auth,
    db,
    clock,
    outbox,
    throttle,
    anotherCopy: () => createAuth(dependencies),
    register: (email = `${randomUUID()}@example.com`) => auth.register({ email, password: PASSWORD, origin }),
    connectAll: () => connectAll(db),
    dependencies,
    async close() {
      await db.close();
      await base.drop();
    },
  };
}

async function connectAll(db: Database): Promise<void> {
  const all = Promise.withResolvers<void>();
  let connected = 0;
  const connect = () =>
    db.transaction(async () => {
      connected++;
      if (connected === CONNECTIONS) all.resolve();
      await all.promise;
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, connect));
}
