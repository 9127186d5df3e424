import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { portsTaken } from './ports.ts';

test('a port that another server listens on is taken, and free again after it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  expect(await portsTaken('127.0.0.1', [port])).toEqual([port]);
  server.close();
  await once(server, 'close');
  expect(await portsTaken('127.0.0.1', [port])).toEqual([]);
});
