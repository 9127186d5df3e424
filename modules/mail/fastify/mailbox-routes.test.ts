import { createServer, type Server } from '@quartet/http-fastify';
import { createDatabase, type Database } from '@quartet/platform/database';
import { createDevelopmentMailbox, type DevelopmentMailbox } from '@quartet/platform/mail';
import { createMetrics } from '@quartet/platform/telemetry';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailboxRoutes } from './index.ts';

let testDatabase: TestDatabase;
let db: Database;
let mailbox: DevelopmentMailbox;
let server: Server;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const log = pino({ level: 'silent' });
  db = createDatabase({ url: testDatabase.url, applicationName: 'mailbox-test', log });
  mailbox = createDevelopmentMailbox({ db, from: 'Quartet <no-reply@localhost>' });
  server = await createServer({
    service: { name: 'test', title: 'Test', version: '1.0.0' },
    log,
    trustedProxies: 0,
    allowedOrigins: [],
    readiness: {},
    metrics: createMetrics({ service: 'test' }),
    maxEventLoopDelayMs: 0,
  });
  mailboxRoutes(server, { mailbox, publicUrl: 'https://api.example.com' });
  for (const to of ['ann@example.com', 'bob@example.com']) {
    await mailbox.send({
      to,
      subject: `<script>alert('${to}')</script>`,
      text: `Open http://localhost:8000/verify-email?token=for-${to} & go on.`,
      html: `<!doctype html><html><head><title>x</title></head><body><a href="http://localhost:8000/">Open</a></body></html>`,
    });
  }
});
afterAll(async () => {
  await server.close();
  await db.close();
  await testDatabase.drop();
});

describe('the mailbox', () => {
  it('answers to the names of this machine and of the public address alone, so that no rebound page reads it', async () => {
    const statusFor = async (host: string) =>
      (await server.inject({ url: '/dev/mailbox.json', headers: { host } })).statusCode;
    expect(
      await Promise.all(['localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'api.example.com'].map(statusFor)),
    ).toEqual([200, 200, 200, 200]);
    expect(
      await Promise.all(
        ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8000'].map(statusFor),
      ),
    ).toEqual([404, 404, 404]);
  });

  it('refuses a recipient that no address can be', async () => {
    expect((await server.inject({ url: '/dev/mailbox.json?recipient=%00' })).statusCode).toBe(422);
  });
});

describe('/dev/mailbox.json', () => {
  it('gives scripts the mails of a recipient, whatever its case, with their links', async () => {
    const answer = await server.inject('/dev/mailbox.json?recipient=Ann@Example.com');
    expect(answer.json()).toEqual({
      items: [
        {
          id: 1,
          received_at: expect.any(String),
          from: 'no-reply@localhost',
          to: 'ann@example.com',
          subject: "<script>alert('ann@example.com')</script>",
          text: expect.stringContaining('Open http://'),
          links: ['http://localhost:8000/verify-email?token=for-ann@example.com'],
        },
      ],
    });
  });
});

describe('a recipient that is named twice', () => {
  it.each(['/dev/mailbox', '/dev/mailbox.json'])('is refused by %s as invalid', async (path) => {
    const answer = await server.inject(`${path}?recipient=a@example.com&recipient=b@example.com`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'query.recipient' }] });
  });
});

describe('/dev/mailbox', () => {
  it.each(['/dev/mailbox', '/dev/mailbox/1', '/dev/mailbox?recipient=%3Cscript%3E'])(
    '%s runs no script that a mail or an address brings',
    async (url) => {
      const answer = await server.inject(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).not.toContain('<script');
      expect(answer.headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'self'; script-src 'self';/,
      );
    },
  );

  it('shows the text of a mail whole, with its links to follow', async () => {
    const { body } = await server.inject('/dev/mailbox/1');
    const link = 'http://localhost:8000/verify-email?token=for-ann@example.com';
    expect(body).toContain(`<pre>Open <a href="${link}">${link}</a> &amp; go on.`);
  });

  it('serves the HTML of a mail in a sandbox, with links that leave it', async () => {
    const answer = await server.inject('/dev/mailbox/1/html');
    expect(answer.headers['content-security-policy']).toMatch(
      /^sandbox allow-popups allow-top-navigation-by-user-activation;/,
    );
    expect(answer.body).toContain('<head><base target="_top">');
  });

  it.each(['/dev/mailbox/999', '/dev/mailbox/0', '/dev/mailbox/x', '/dev/mailbox/1e999/html'])(
    '%s is 404',
    async (url) => {
      expect((await server.inject(url)).statusCode).toBe(404);
    },
  );
});
