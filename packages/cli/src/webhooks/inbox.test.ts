import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@quartet/testing/postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EXIT } from '../exit-codes.ts';
import { freePortBase } from '../supervisor/ports.ts';
import { ROOT } from '../workspace.ts';
import { exampleEvent, signatureOf } from './example-event.ts';
import { openInbox } from './inbox.ts';

vi.setConfig({ hookTimeout: 60_000 });

const SECRET = 'whsec_of_the_commands';
const now = Math.floor(Date.now() / 1000);
let address = '';
let stop: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'quartet-inbox-'));
  const port = await freePortBase('127.0.0.1', [0]);
  const service = fork(join(ROOT, 'services/saas-webhooks/src/main.ts'), {
    cwd: ROOT,
    silent: true,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      PORT: String(port),
      QUARTET_DATA_DIR: dataDir,
      STRIPE_WEBHOOK_SECRET: SECRET,
      WEBHOOKS_ALLOW_UNSIGNED: 'false',
    },
  });
  stop = async () => {
    if (service.exitCode === null && service.kill('SIGTERM')) await once(service, 'exit');
    await database.drop();
    rmSync(dataDir, { recursive: true });
  };
  expect(await once(service, 'message')).toMatchObject([{ type: 'ready' }, undefined]);
  address = `http://127.0.0.1:${port}`;
});
afterAll(() => stop());

test('an event that a command sends is taken as one of Stripe, is listed, and can be replayed', async () => {
  const inbox = openInbox({ address });
  const event = exampleEvent('charge.dispute.created', { amount: 100 }, now);
  const body = JSON.stringify(event);
  expect(await inbox.deliver(body, signatureOf(body, SECRET, now))).toMatchObject({ status: 'accepted' });
  expect(await inbox.list({ type: event.type })).toMatchObject([
    { event_id: event.id, object: `dispute:${event.data.object.id}` },
  ]);
  await expect(inbox.replay(event.id)).resolves.toBeUndefined();
});

test('refusals tell why', async () => {
  const inbox = openInbox({ address });
  const body = JSON.stringify(exampleEvent('invoice.paid', {}, now));
  await expect(inbox.deliver(body, signatureOf(body, 'whsec_another', now))).rejects.toThrow('400');
  await expect(inbox.list({ status: 'nonsense' })).rejects.toThrow('query.status');
  for (const filter of [{ status: 'nonsense' }, { limit: 'many' }])
    await expect(inbox.list(filter)).rejects.toMatchObject({ name: 'CommandError', exitCode: EXIT.usage });
  await expect(inbox.replay('evt_unknown')).rejects.toThrow('404');
  await expect(openInbox({ address, token: 'x'.repeat(40) }).list({})).rejects.toThrow('401');
  await expect(openInbox({ address: 'http://127.0.0.1:1' }).list({})).rejects.toThrow('cannot be reached');
});

test.each(['nonsense', 'localhost:8003', 'ftp://127.0.0.1'])('%s is no address: wrong usage', (url) => {
  expect(() => openInbox({ address: url })).toThrow(
    expect.objectContaining({ name: 'CommandError', exitCode: EXIT.usage }),
  );
});

test('an answer that is not of saas-webhooks is said to be that', async () => {
  const other = createServer((_request, response) => void response.end('{"hello":"world"}'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const at = other.address();
  const inbox = openInbox({ address: `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}` });
  for (const asked of [inbox.list({}), inbox.deliver('{}', undefined)])
    await expect(asked).rejects.toMatchObject({ name: 'CommandError', exitCode: EXIT.failed });
  other.closeAllConnections();
  other.close();
});
