import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tokenIn, waitForMail } from '@quartet/testing/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningApi } from '../start-api.ts';
import { type BillingLoop, startBillingLoop } from './start-billing-loop.ts';

const README = join(import.meta.dirname, '../../../../README.md');
/** Where the README finds saas-api and saas-webhooks. */
const DOCUMENTED = 'http://127.0.0.1:8000';
const DOCUMENTED_INBOX = 'http://127.0.0.1:8003';

let loop: BillingLoop;
let api: RunningApi;
let folder: string;
let output: string;
beforeAll(async () => {
  loop = await startBillingLoop({
    env: { PUBLIC_URL: DOCUMENTED },
    // What a development service allows to this machine.
    inboxEnv: { NODE_ENV: 'development' },
  });
  api = loop.api;
  folder = await mkdtemp(join(tmpdir(), 'quartet-walk-through-'));
  output = await run(await chapters('A walk through', 'A subscription', 'An event'));
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  await loop.stop();
});

describe('The walk-through of the README, as it is typed there,', () => {
  it('registers Ada, who is then known by bearer token and by cookie', () => {
    const whoAmI = /\{"user":\{"id":"user_[^}]+"email":"ada@example\.com"[^}]+\}\}/g;
    expect(output.match(whoAmI)).toHaveLength(2);
  });

  it('exchanges the refresh token', () => {
    expect(output).toMatch(/\{"access_token":"[^"]+","token_type":"bearer"/);
  });

  it('invites Charles, whose mail has a link that works', async () => {
    expect(output).toMatch(/\{"invitation":\{"id":"invitation_[^}]+"email":"charles@example\.com"/);
    const charles = await api.register({ email: 'charles@example.com' });
    const mail = await waitForMail(api.mailsTo, { recipient: charles.email, subject: /^Join the team/ });
    expect(output).toContain(mail.links[0]);
    const accept = await charles.call('POST', '/api/invitations/accept', { body: { token: tokenIn(mail) } });
    expect(accept.body).toMatchObject({ team: { name: 'Analytical Engines', role: 'member' } });
  });

  it('shows the public keys, and what a refusal looks like', () => {
    expect(output).toContain('{"keys":[{"kty":"EC"');
    expect(output).toMatch(/"code":"invalid_request".*"path":"body\.email"/);
  });

  it('keeps the session in the cookie jar, out of reach of scripts', async () => {
    const jar = await readFile(join(folder, 'jar.txt'), 'utf8');
    expect(jar).toMatch(/^#HttpOnly_127\.0\.0\.1\s.*\ssession\s/m);
  });
});

describe('The chapters on money of the README, as they are typed there,', () => {
  it('lead to a page that takes the test card, and to a subscription by signed events', () => {
    expect(output).toMatch(/^http:\/\/127.0.0.1:\d+\/\S+$/m);
    expect(output).toMatch(/\{"subscription":\{[^\n]*"status":"active","plan_id":"growth"/);
    expect(output).toContain('{"feature":"projects","quota":50}');
  });

  it('change the plan, and cancel it at the end of the period', () => {
    expect(output).toMatch(/"status":"active","plan_id":"scale"[^\n]*"cancel_at":"\d/);
  });

  it('put the receipt into the mailbox', async () => {
    const mail = await waitForMail(api.mailsTo, { recipient: 'ada@example.com', subject: /receipt/i });
    expect(mail.subject).toMatch(/receipt/i);
  });

  it('have an event taken in without a signature, listed, and processed again', () => {
    expect(output).toContain('"status":"accepted","event_id":"evt_test"');
    expect(output).toMatch(/"items":\[[^\n]*"event_id":"evt_test"/);
    expect(output).toContain('"status":"replay_accepted"');
  });
});

/** Every shell block of these chapters, one after the other. */
async function chapters(...titles: string[]): Promise<string> {
  const readme = await readFile(README, 'utf8');
  const blocks = titles.flatMap((title) => {
    const [, chapter = ''] = new RegExp(`^## ${title}\\n([\\s\\S]*?)^## `, 'm').exec(readme) ?? [];
    const found = [...chapter.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
    expect(found.length, title).toBeGreaterThan(0);
    return found;
  });
  return blocks.join('\necho\n');
}

/** Runs a script of bash; where the README waits a second, a busy machine waits until what it waits for is there. */
async function run(script: string): Promise<string> {
  const until = (command: string) => `until ${command}; do sleep 0.1; done`;
  const mailIsThere = until(
    `curl -s '${api.url}/dev/mailbox.json?recipient=charles@example.com' | grep -q http`,
  );
  const isSubscribed = until(
    `curl -s ${api.url}/api/subscriptions/current -H "authorization: Bearer $TOKEN" | grep -q '"active"'`,
  );
  const here = script
    .replaceAll(DOCUMENTED, api.url)
    .replaceAll(DOCUMENTED_INBOX, loop.inboxUrl)
    .replace(/^sleep 1$/m, () => mailIsThere)
    .replace(/^sleep 1$/m, () => isSubscribed);
  const options = { cwd: folder, timeout: 50_000 };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here], options);
  return stdout;
}
