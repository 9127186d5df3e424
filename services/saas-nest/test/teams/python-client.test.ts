import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildApp, service } from '@quartet/saas-api';
import { declaration, rules } from '@quartet/saas-api/config';
import { startService } from '@quartet/testing/service';
import { expect, it, onTestFinished } from 'vitest';
import { startNest } from '../start-nest.ts';

const CLIENT = join(import.meta.dirname, '../../../../examples/python/client.py');
const run = promisify(execFile);

it('a client in Python signs in at saas-api, is known to saas-nest, and checks the token offline', async () => {
  await expectCommand('python3');
  await expectCommand('openssl');
  const api = await startService({ service, declaration, rules, buildApp });
  onTestFinished(() => api.stop());
  const nest = await startNest({ env: { DATABASE_URL: api.database.url } });
  onTestFinished(() => nest.stop());

  const args = [CLIENT, '--api', api.url, '--nest', nest.url, '--issuer', api.origin];
  const { stdout } = await run('python3', args, { timeout: 25_000 });

  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^registered \S+@example\.com as user_/),
    expect.stringMatching(/^signed in; the session is session_/),
    expect.stringMatching(/^saas-api knows \S+@example\.com by the token$/),
    expect.stringMatching(/^saas-api knows \S+@example\.com by the cookie$/),
    expect.stringMatching(/^saas-nest knows \S+@example\.com by the token$/),
    expect.stringMatching(/^saas-nest knows \S+@example\.com by the cookie$/),
    expect.stringMatching(/^verified the access token offline: user_\w+, for \d+ s more$/),
    'refused a forged one: its signature is wrong',
    expect.stringMatching(/^a refusal is a problem: 401 invalid_credentials, request \S+$/),
  ]);
});

async function expectCommand(name: string): Promise<void> {
  await run(name, [name === 'openssl' ? 'version' : '--version']).catch((cause: unknown) => {
    throw new Error(`This test runs ${name}, which is not installed on this machine.`, { cause });
  });
}
