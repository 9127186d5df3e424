import { createDatabase, type Database } from '@quartet/platform/database';
import { createDevelopmentMailbox, type DevelopmentMailbox } from '@quartet/platform/mail';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { type FastifyInstance, fastify } from 'fastify';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landingPages, mailboxRoutes } from './index.ts';

let testDatabase: TestDatabase;
let db: Database;
let mailbox: DevelopmentMailbox;
let server: FastifyInstance;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createDatabase({
    url: testDatabase.url,
    applicationName: 'mailbox-test',
    log: pino({ level: 'silent' }),
  });
  mailbox = createDevelopmentMailbox({ db, from: 'Quartet <no-reply@localhost>' });
  server = fastify();
  mailboxRoutes(server, { mailbox });
  landingPages(server);
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

describe('landing pages', () => {
  it.each([
    ['/verify-email', '/api/auth/email-verification/confirm'],
    ['/reset-password', '/api/auth/password-reset/confirm'],
    ['/invitations/accept', '/api/invitations/accept'],
  ])('%s tells no other site of its token and echoes nothing of the address', async (path, action) => {
    const answer = await server.inject(`${path}?token="><script>alert(1)</script>`);
    expect(answer.body).toContain(`data-action="${action}"`);
    expect(answer.body).not.toContain('alert(1)');
    expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });

  it('load their style and script as files', async () => {
    expect((await server.inject('/dev/pages/style.css')).headers['content-type']).toMatch('text/css');
    expect((await server.inject('/dev/pages/landing.js')).headers['content-type']).toMatch('text/javascript');
  });
});
