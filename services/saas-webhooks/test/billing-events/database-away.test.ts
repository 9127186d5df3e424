import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createTestDatabase } from '@quartet/testing/postgres';
import { codeOf } from '@quartet/testing/service';
import { expect, test, vi } from 'vitest';
import { deliver, startWebhooks } from '../start-webhooks.ts';

test('while PostgreSQL is away deliveries are 503, and their redelivery is accepted and processed', async () => {
  await using undo = new AsyncDisposableStack();
  const database = await createTestDatabase();
  undo.defer(() => database.drop());
  const line = await lineTo(new URL(database.url));
  undo.defer(() => line.cut());
  const api = await startWebhooks({ env: { DATABASE_URL: line.url } });
  undo.defer(() => api.stop());
  const event = (id: string) => JSON.stringify({ id, type: 'a.b' });
  expect((await deliver(api, event('evt_before'))).status).toBe(202);

  await line.cut();
  const refused = await Promise.all(['evt_1', 'evt_2', 'evt_3'].map((id) => deliver(api, event(id))));
  expect(refused.map((answer) => [answer.status, codeOf(answer), answer.headers['retry-after']])).toEqual(
    Array.from({ length: 3 }, () => [503, 'unavailable', '1']),
  );

  await line.mend();
  const again = await Promise.all(['evt_1', 'evt_2', 'evt_3'].map((id) => deliver(api, event(id))));
  expect(again.map(({ body }) => body)).toEqual(
    ['evt_1', 'evt_2', 'evt_3'].map((event_id) => ({ status: 'accepted', event_id })),
  );
  const isSettled = async () => {
    const { rows } = await api.runtime.db.orm.execute(
      `select from webhook_event_states where status = 'ignored'`,
    );
    return rows.length === 4;
  };
  await vi.waitUntil(isSettled, { timeout: 20_000, interval: 50 });
});

/** A connection to PostgreSQL that can be cut, as a network does. */
async function lineTo(target: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href,
    mend: () => listen(port),
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
