import { createServer, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isLocal, isOfAnotherSite } from './index.ts';

const server = createServer((incoming, response) =>
  response.end(JSON.stringify({ local: isLocal(incoming), foreign: isOfAnotherSite(incoming.headers) })),
);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => void server.close());

test.each([
  ['a program', {}, true],
  ['a tunnel', { 'x-forwarded-for': '203.0.113.9' }, false],
  ['a page that was rebound by DNS', { host: 'evil.example' }, false],
])('%s at this machine is local: %j → %s', async (_who, headers, local) => {
  expect(await verdictOn(headers)).toMatchObject({ local });
});

test.each([
  ['a program', {}, false],
  ['a page of the server', { origin: 'http://localhost:1', host: 'localhost:1' }, false],
  ['a page of another site', { origin: 'https://evil.example' }, true],
  ['a page of another port', { origin: 'http://localhost:2', host: 'localhost:1' }, true],
  ['a sandboxed frame', { origin: 'null' }, true],
  ['a page that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, true],
  ['a page that the browser calls same-site', { 'sec-fetch-site': 'same-site' }, true],
  ['a page that the browser calls same-origin', { 'sec-fetch-site': 'same-origin' }, false],
])('a request by %s is of another site: %j → %s', async (_who, headers, foreign) => {
  expect(await verdictOn(headers)).toMatchObject({ foreign });
});

function verdictOn(headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, headers }, async (response) => {
      const chunks = await response.toArray();
      resolve(JSON.parse(Buffer.concat(chunks).toString()));
    });
    sent.on('error', reject).end();
  });
}
