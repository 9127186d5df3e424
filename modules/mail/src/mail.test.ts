import { createSealer } from '@quartet/platform/crypto';
import { createDatabase, type Database, type Executor } from '@quartet/platform/database';
import type { Id } from '@quartet/platform/ids';
import { createJobs, type JobRun, type Jobs } from '@quartet/platform/jobs';
import { createSmtpTransport, type MailTransport } from '@quartet/platform/mail';
import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { startSmtpServer } from '@quartet/testing/smtp';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { createMail, defineMail, type NewMail, type Outbox } from './index.ts';

const log = pino({ level: 'silent' });
const appUrl = 'https://app.example.com';
const templates = {
  greeting: defineMail(z.strictObject({ token: z.string() }), ({ token }, { productName }) => ({
    subject: `Hello from ${productName}`,
    paragraphs: [`Your token is ${token}.`],
    note: 'You can ignore this mail.',
  })),
};
const greeting: NewMail<typeof templates> = {
  template: 'greeting',
  recipient: 'ann@example.com',
  values: { token: 'tok-xyzzy' },
};

const firstRun: JobRun = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };

let testDatabase: TestDatabase;
let db: Database;
let owner: pg.Client;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  db = createDatabase({ url: testDatabase.url, applicationName: 'mail-test', log });
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await owner.end();
  await db.close();
  await testDatabase.drop();
});

function newMail(jobs: Jobs, transport: MailTransport, now = () => new Date()): Outbox<typeof templates> {
  const sealer = createSealer('a key');
  const clock = { now };
  const context = { appUrl, productName: 'Quartet' };
  const mail = createMail({ db, jobs, sealer, clock, transport, log, ...context });
  return mail.outbox('greetings', templates);
}

/** A process that sends mail. */
async function startMail(transport: MailTransport): Promise<Outbox<typeof templates>> {
  const jobs = createJobs({ url: testDatabase.url, log });
  const mail = newMail(jobs, transport);
  await jobs.start();
  onTestFinished(jobs.stop);
  return mail;
}

/** Mails wait for the test to send them: the process that works is gone, another one only enqueues. */
async function mailByHand(
  transport: MailTransport,
  now?: () => Date,
): Promise<{ mail: Outbox<typeof templates>; id: Id<'mail'> }> {
  const gone = createJobs({ url: testDatabase.url, log });
  newMail(gone, transport);
  await gone.start();
  await gone.stop();
  const jobs = createJobs({ url: testDatabase.url, log });
  await jobs.start();
  onTestFinished(jobs.stop);
  const mail = newMail(jobs, transport, now);
  await db.transaction((tx) => mail.enqueue(tx, greeting));
  return { mail, id: await onlyMail() };
}

async function startSmtp(...refusals: Parameters<typeof startSmtpServer>) {
  const server = await startSmtpServer(...refusals);
  onTestFinished(server.close);
  const transport = createSmtpTransport({ url: server.url, from: 'Quartet <no-reply@example.com>' });
  onTestFinished(transport.close);
  return { server, transport };
}

describe('enqueue', () => {
  it('mails after the commit, and sends nothing for a transaction that rolled back', async () => {
    const { server, transport } = await startSmtp();
    const mail = await startMail(transport);
    const rolledBack = db.transaction(async (tx) => {
      await mail.enqueue(tx, { ...greeting, recipient: 'nobody@example.com' });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await db.transaction((tx) => mail.enqueue(tx, greeting));
    await settled();
    expect(server.deliveries.map(({ recipients }) => recipients)).toEqual([['ann@example.com']]);
    expect(server.deliveries[0]?.mail.text).toContain('Your token is tok-xyzzy.');
    expect(await mailRows()).toMatchObject([{ status: 'sent', attempts: 1, sealed: null }]);
  });

  it('leaves no token in clear in the database, before or after sending', async () => {
    const { transport } = await startSmtp([{ code: 451, message: 'later' }]);
    const mail = await startMail(transport);
    await db.transaction(async (tx) => {
      await mail.enqueue(tx, greeting);
      expect(await everythingStored(tx)).not.toContain('xyzzy');
    });
    await settled();
    expect(await everythingStored(db.orm)).not.toContain('xyzzy');
  });
});

describe('sending', () => {
  it('goes on after a mail server said "later"', async () => {
    const { server, transport } = await startSmtp([
      { code: 451, message: 'try later' },
      { code: 421, message: 'busy' },
    ]);
    const mail = await startMail(transport);
    await db.transaction((tx) => mail.enqueue(tx, greeting));
    await settled();
    expect(server.deliveries).toHaveLength(1);
    expect(await mailRows()).toMatchObject([{ status: 'sent', attempts: 3, last_error: null }]);
  });

  it('sends a mail once though its job runs many times at once, and again later', async () => {
    const { server, transport } = await startSmtp();
    const mail = await startMail(transport);
    await db.transaction((tx) => mail.enqueue(tx, greeting));
    const id = await onlyMail();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => mail.sendOne(id, firstRun)));
    await settled();
    await mail.sendOne(id, firstRun);
    expect(server.deliveries).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'MailInHandError' });
    }
  });

  it('gives a mail to the next attempt when a sender died with it, under the same Message-ID', async () => {
    const messageIds: (string | undefined)[] = [];
    const died = Promise.withResolvers<never>();
    let now = Date.now();
    const transport: MailTransport = {
      send: ({ messageId = '' }) => {
        messageIds.push(messageId);
        return messageIds.length === 1 ? died.promise : Promise.resolve({ messageId });
      },
    };
    const { mail, id } = await mailByHand(transport, () => new Date(now));
    const lost = mail.sendOne(id, firstRun);
    await vi.waitFor(() => expect(messageIds).toHaveLength(1));
    await expect(mail.sendOne(id, firstRun)).rejects.toMatchObject({ name: 'MailInHandError' });
    now += 91_000;
    await mail.sendOne(id, firstRun);
    expect(messageIds).toEqual([`<${id}@app.example.com>`, `<${id}@app.example.com>`]);
    died.reject(new Error('too late'));
    await expect(lost).rejects.toThrow('too late');
    expect(await mailRows()).toMatchObject([{ status: 'sent', last_error: null }]);
  });

  it('ends as failed, without the token, when the last attempt fails', async () => {
    const { server, transport } = await startSmtp([{ code: 550, message: 'no such user' }]);
    const { mail, id } = await mailByHand(transport);
    await expect(mail.sendOne(id, { ...firstRun, isLastAttempt: true })).rejects.toThrow('no such user');
    await mail.sendOne(id, firstRun);
    expect(await mailRows()).toMatchObject([
      { status: 'failed', sealed: null, last_error: expect.stringContaining('no such user') },
    ]);
    expect(server.deliveries).toEqual([]);
  });
});

interface MailRow {
  id: Id<'mail'>;
  status: string;
  attempts: number;
  sealed: Buffer | null;
  last_error: string | null;
}

async function mailRows(): Promise<MailRow[]> {
  const { rows } = await owner.query<MailRow>('select * from mails order by id');
  return rows;
}

async function onlyMail(): Promise<Id<'mail'>> {
  const [row, ...others] = await mailRows();
  if (row === undefined || others.length > 0) throw new Error('There should be one mail.');
  return row.id;
}

async function settled(): Promise<void> {
  await vi.waitFor(
    async () => expect((await mailRows()).filter(({ status }) => status === 'queued')).toEqual([]),
    { timeout: 20_000, interval: 50 },
  );
}

/** All that the mail and its jobs left in the database, as text. */
async function everythingStored(executor: Executor): Promise<string> {
  const { rows } = await executor.execute(sql`
    select m::text, encode(m.sealed, 'escape') from mails m
    union all select j::text, null from pgboss.job j`);
  return JSON.stringify(rows);
}
