import { randomUUID } from 'node:crypto';
import {
  type Answer,
  cookiePair,
  createTeam,
  invite,
  newEmail,
  type Person,
  personOf,
  recordedLog,
  tokenIn,
  tokensShape,
  waitForMail,
} from '@quartet/testing/service';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { type RunningApi, startApi } from '../start-api.ts';

const { log, text: logged } = recordedLog('saas-api');
let api: RunningApi;
let email: string;
/** Whatever gave or gives access in the course of the journey, by what it is. */
let secrets: Record<string, string>;

beforeAll(async () => {
  api = await startApi({ log });
  email = newEmail();
  secrets = await journey();
});
afterAll(() => api.stop());

describe('After a whole journey', () => {
  it('no secret stands in the log', () => {
    expect(logged().split('\n').length).toBeGreaterThan(20);
    expect(found(logged())).toEqual([]);
  });

  it('no secret stands in clear in any table', async () => {
    const tables = await everyTable();
    expect(found(tables, { email })).toEqual(['email']);
    expect(found(tables)).toEqual([]);
  });

  it('a secret would be found, in a text or in bytes', () => {
    const token = secrets.refresh_token ?? '';
    expect(found(`{"a":"${token}"}`)).toEqual(['refresh_token']);
    expect(found(`(\\x00${Buffer.from(token).toString('hex')})`)).toEqual(['refresh_token']);
  });
});

/** Does what people do, right and wrong, and collects what must not be seen again. */
async function journey(): Promise<Record<string, string>> {
  const passwords = {
    password: `first ${randomUUID()}`,
    reset_password: `second ${randomUUID()}`,
    changed_password: `third ${randomUUID()}`,
    wrong_password: `wrong ${randomUUID()}`,
  };
  const idempotencyKey = { 'idempotency-key': randomUUID() };
  const registration = { email, password: passwords.password };
  const registered = await api.call('POST', '/api/auth/register', {
    body: registration,
    headers: idempotencyKey,
  });
  await api.call('POST', '/api/auth/register', { body: registration, headers: idempotencyKey });
  const person = personOf(api, registration, registered);
  const renewed = await post('/api/auth/refresh', { refresh_token: person.signIn.refresh_token });
  const successor = tokensShape.parse(renewed.body);

  const verification = tokenIn(await waitForMail(api.mailsTo, { recipient: email, subject: /^Confirm/ }));
  await api.call('GET', `/verify-email?token=${verification}`);
  await api.call('GET', `/api/auth/email-verification/confirm?token=${verification}`);
  await post('/api/auth/email-verification/confirm', { token: verification });

  await post('/api/auth/login', { email, password: passwords.wrong_password });
  await post('/api/auth/login', { email, password: [passwords.wrong_password] });
  await post('/api/auth/register', { email, password: passwords.wrong_password, surprise: true });
  await person.call('PUT', '/api/auth/password', {
    body: { current_password: passwords.wrong_password, new_password: passwords.wrong_password },
  });
  await api.send({
    method: 'POST',
    path: '/api/auth/login',
    headers: { 'content-type': 'application/json' },
    body: `{"password":"${passwords.wrong_password}`,
  });
  await api.call('GET', '/api/auth/me', { headers: { authorization: `Bearer ${successor.access_token}x` } });
  await api.call('GET', `/api/auth/me?access_token=${successor.access_token}`);

  const invited = await anInvitationTo(person);
  await post('/api/auth/password-reset', { email });
  const reset = tokenIn(await waitForMail(api.mailsTo, { recipient: email, subject: /reset|new password/i }));
  await post('/api/auth/password-reset/confirm', { token: reset, password: passwords.reset_password });
  const again = await api.login({ email, password: passwords.reset_password });
  const changed = await again.call('PUT', '/api/auth/password', {
    body: { current_password: passwords.reset_password, new_password: passwords.changed_password },
  });
  const last = personOf(api, { email, password: passwords.changed_password }, changed);
  await last.browse('GET', '/api/auth/sessions');
  return {
    ...passwords,
    ...tokensOf('', person),
    ...tokensOf('second_', again),
    ...tokensOf('last_', last),
    successor: successor.refresh_token,
    successor_access_token: successor.access_token,
    verification,
    reset,
    invited,
    cookie: cookieValue(registered),
    changed_cookie: cookieValue(changed),
  };
}

async function anInvitationTo(guest: Person): Promise<string> {
  const owner = await api.register();
  const teamId = await createTeam(owner);
  const { token } = await invite(api, { by: owner, teamId, email: guest.email, role: 'member' });
  await owner.call('POST', '/api/invitations/accept', { body: { token } });
  await guest.call('POST', '/api/invitations/accept', { body: { token } });
  return token;
}

function post(path: string, body: unknown): Promise<Answer> {
  return api.call('POST', path, { body });
}

function tokensOf(prefix: string, { signIn }: Person): Record<string, string> {
  return {
    [`${prefix}access_token`]: signIn.access_token,
    [`${prefix}refresh_token`]: signIn.refresh_token,
  };
}

function cookieValue(answer: Answer): string {
  return cookiePair(answer).split('=')[1] ?? '';
}

/** Which of the secrets stand in a text: as they are, or in hex, as PostgreSQL writes bytes. */
function found(text: string, sought: Record<string, string> = secrets): string[] {
  return Object.entries(sought)
    .filter(([, secret]) => text.includes(secret) || text.includes(Buffer.from(secret).toString('hex')))
    .map(([name]) => name);
}

/** Every row of every table as text, but for the development mailbox, whose purpose is to show mails. */
async function everyTable(): Promise<string> {
  const url = new URL(inject('postgres').superuserUrl);
  url.pathname = new URL(api.database.url).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'development_mails'`);
    const names = z
      .array(z.object({ name: z.string() }))
      .parse(rows)
      .map(({ name }) => name);
    const dumps = names.map((name) => `select row::text as text from ${name} as row`);
    const all = await client.query(dumps.join(' union all '));
    return z
      .array(z.object({ text: z.string() }))
      .parse(all.rows)
      .map(({ text }) => text)
      .join('\n');
  } finally {
    await client.end();
  }
}
