import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tokenIn, waitForMail } from '@quartet/testing/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApi, startApi } from './start-api.ts';

const README = join(import.meta.dirname, '../../../README.md');
/** Where the README finds the service. */
const DOCUMENTED = 'http://127.0.0.1:8000';

let api: RunningApi;
let folder: string;
let output: string;
beforeAll(async () => {
  api = await startApi({ env: { PUBLIC_URL: DOCUMENTED } });
  folder = await mkdtemp(join(tmpdir(), 'quartet-walk-through-'));
  output = await run(await walkThrough());
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.stop();
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

/** Every shell block of the chapter, one after the other. */
async function walkThrough(): Promise<string> {
  const readme = await readFile(README, 'utf8');
  const [, chapter = ''] = /^## A walk through\n([\s\S]*?)^## /m.exec(readme) ?? [];
  const blocks = [...chapter.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(0);
  return blocks.join('\n');
}

/** Runs a script of bash; where the README waits a second for the mail, a busy machine waits until it is there. */
async function run(script: string): Promise<string> {
  const mailIsThere = `until curl -s '${api.url}/dev/mailbox.json?recipient=charles@example.com' | grep -q http; do sleep 0.1; done`;
  const here = script.replaceAll(DOCUMENTED, api.url).replace(/^sleep 1$/m, mailIsThere);
  const options = { cwd: folder, timeout: 25_000 };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', here], options);
  return stdout;
}
