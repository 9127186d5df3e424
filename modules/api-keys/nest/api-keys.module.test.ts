import { Inject, type OnModuleInit } from '@nestjs/common';
import { createApiKeys } from '@quartet/api-keys';
import { createAudit } from '@quartet/audit';
import { createServer, type Server } from '@quartet/http-fastify';
import { createNestServer, SERVER } from '@quartet/http-nest';
import { systemClock as clock } from '@quartet/platform/clock';
import type { SessionCaller } from '@quartet/platform/contract';
import { createDatabase } from '@quartet/platform/database';
import { newId } from '@quartet/platform/ids';
import { createLog } from '@quartet/platform/log';
import { createMetrics } from '@quartet/platform/telemetry';
import { createTestDatabase } from '@quartet/testing/postgres';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { ApiKeysModule } from './index.ts';

const log = createLog({ service: 'test', level: 'silent' });
const caller: SessionCaller = {
  kind: 'user',
  userId: newId('user'),
  sessionId: newId('session'),
  email: 'ada@example.com',
  emailVerified: true,
  fullName: null,
  createdAt: clock.now(),
  credential: 'bearer',
};

/** Signs everybody in as the same person. */
class SignInModule implements OnModuleInit {
  constructor(@Inject(SERVER) private readonly server: Server) {}

  onModuleInit(): void {
    this.server.guards.authenticate = () => Promise.resolve(caller);
  }
}

test.each(['after', 'before'])(
  'NestJS takes keys, with the module %s the one that signs in',
  async (place) => {
    const database = await createTestDatabase();
    const db = createDatabase({ url: database.url, applicationName: 'api-keys-test', log });
    onTestFinished(async () => {
      await db.close();
      await database.drop();
    });
    await db.orm.execute(sql`
    insert into users (id, email, created_at, updated_at) values (${caller.userId}, ${caller.email}, now(), now())`);
    const apiKeys = createApiKeys({ db, clock, log, audit: createAudit({ clock }) });
    const server = await createServer({
      service: { name: 'test', title: 'Test', version: '1.0.0' },
      log,
      trustedProxies: 0,
      allowedOrigins: [],
      readiness: {},
      metrics: createMetrics({ service: 'test' }),
      maxEventLoopDelayMs: 0,
    });
    const modules = [{ module: SignInModule }, ApiKeysModule.forRoot({ apiKeys })];
    await createNestServer(server, { log, modules: place === 'after' ? modules : modules.toReversed() });
    onTestFinished(async () => void (await server.close()));

    const body = { name: 'Robot', scopes: ['write'] };
    const created = await server.inject({ method: 'POST', url: '/api/api-keys', payload: body });
    expect(created.statusCode).toBe(201);
    const { api_key, secret } = created.json();
    const list = await server.inject('/api/api-keys');
    expect(list.json()).toMatchObject({ items: [{ id: api_key.id }] });
    const url = `/api/api-keys/${api_key.id}`;
    const headers = { authorization: `Bearer ${secret}` };
    const revokeByItself = async () => (await server.inject({ method: 'DELETE', url, headers })).json().code;
    expect(await revokeByItself()).toBe('insufficient_scope');
    expect((await server.inject({ method: 'DELETE', url })).statusCode).toBe(204);
    expect(await revokeByItself()).toBe('invalid_token');
  },
);
