import { createTestDatabase, type TestDatabase } from '@quartet/testing/postgres';
import { startSmtpServer } from '@quartet/testing/smtp';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDatabase, type Database } from '../database/index.ts';
import { createDevelopmentMailbox, createSmtpTransport, type MailMessage } from './index.ts';

const from = 'Quartet <no-reply@example.com>';
const message: MailMessage = {
  to: 'ann@example.com',
  subject: 'Grüße\r\nBcc: eve@example.com',
  text: 'Open http://localhost:8000/verify-email?token=a-b_c please,\nor https://example.com/x.\n',
  html: '<p>Grüße</p>',
  messageId: '<mail_1@example.com>',
};

let testDatabase: TestDatabase;
let db: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = createDatabase({
    url: testDatabase.url,
    applicationName: 'mail-test',
    log: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await db.close();
  await testDatabase.drop();
});

describe('SMTP', () => {
  it('delivers to the one recipient whatever the subject tries', async () => {
    const server = await startSmtpServer();
    onTestFinished(server.close);
    const transport = createSmtpTransport({ url: server.url, from });
    onTestFinished(transport.close);
    expect(await transport.send(message)).toEqual({ messageId: message.messageId });
    const [delivery, ...others] = server.deliveries;
    expect(others).toEqual([]);
    expect(delivery?.recipients).toEqual(['ann@example.com']);
    expect(delivery?.headers).toMatchObject({ bcc: [], 'auto-submitted': ['auto-generated'] });
    expect(delivery?.mail.subject).toBe('Grüße Bcc: eve@example.com');
  });

  it('never splits one address into several recipients', async () => {
    const server = await startSmtpServer();
    onTestFinished(server.close);
    const transport = createSmtpTransport({ url: server.url, from });
    onTestFinished(transport.close);
    const to = 'ann@example.com, eve@example.com';
    await transport.send({ ...message, to }).catch(() => undefined);
    expect(server.deliveries.flatMap(({ recipients }) => recipients)).not.toContain('eve@example.com');
  });

  it('gives up when it is told to', async () => {
    const server = await startSmtpServer();
    onTestFinished(server.close);
    const transport = createSmtpTransport({ url: server.url, from });
    onTestFinished(transport.close);
    await expect(transport.send(message, AbortSignal.abort())).rejects.toMatchObject({ code: 'EABORT' });
    expect(server.deliveries).toEqual([]);
  });
});

describe('the development mailbox', () => {
  it('shows what went through real MIME, with the links of the text', async () => {
    const mailbox = createDevelopmentMailbox({ db, from });
    expect(await mailbox.send(message)).toEqual({ messageId: message.messageId });
    await mailbox.send({ ...message, to: 'bob@example.com' });
    const [received, ...others] = await mailbox.list({ recipient: 'ann@example.com', limit: 10 });
    expect(others).toEqual([]);
    expect(received).toMatchObject({
      from: 'no-reply@example.com',
      to: 'ann@example.com',
      subject: 'Grüße Bcc: eve@example.com',
      text: expect.stringContaining(message.text),
      html: expect.stringContaining('<p>Grüße</p>'),
      messageId: message.messageId,
      links: ['http://localhost:8000/verify-email?token=a-b_c', 'https://example.com/x'],
    });
    expect(await mailbox.read(received?.id ?? 0)).toEqual(received);
    expect((await mailbox.list({ limit: 1 })).map(({ to }) => to)).toEqual(['bob@example.com']);
    expect(await mailbox.read(999_999)).toBeUndefined();
  });
});
