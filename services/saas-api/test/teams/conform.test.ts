import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type PassingAnswer, startAlteringProxy } from '@quartet/testing/altering-proxy';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RunningApi, startApi } from '../start-api.ts';

vi.setConfig({ testTimeout: 120_000 });

const ROOT = join(import.meta.dirname, '../../../..');
const PUBLIC_URL = 'https://api.example.com';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ env: { PUBLIC_URL } });
});
afterAll(() => api.stop());

describe('quartet conform', () => {
  it('finds that every claim holds of this service', async () => {
    const { code, lines } = await conform(api.url, '--issuer', PUBLIC_URL, '--ban-command', banCommand());
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual([
      expect.stringMatching(/^\d{3} hold, 0 do not, 0 not checked$/),
    ]);
    expect(lines).toContain('✓ Somebody who is signed in is nobody any more once they are banned');
    expect(code).toBe(0);
  });

  it('lists what it was not given the means to check', async () => {
    const { code, lines } = await conform(api.url, '--only', 'once they are banned');
    expect(lines).toEqual([
      expect.stringMatching(/^- Somebody .* once they are banned: not checked: .*--ban-command$/),
      '0 hold, 0 do not, 1 not checked',
    ]);
    expect(code).toBe(0);
  });

  it('names the claim that a changed error code breaks', async () => {
    const url = await altered((answer) => ({
      ...answer,
      text: answer.text.replaceAll('invalid_credentials', 'wrong_password'),
    }));
    const { code, lines } = await conform(url, '--only', 'Signing in');
    expect(lines).toContainEqual(
      expect.stringMatching(/^✗ Signing in says the same of .*: .*invalid_credentials.*wrong_password/),
    );
    expect(lines).toContain('✓ Signing in takes the address in any case');
    expect(code).toBe(1);
  });

  it('names the claim that a missing header breaks', async () => {
    const url = await altered(({ headers: { 'cache-control': _dropped, ...headers }, ...answer }) => ({
      ...answer,
      headers,
    }));
    const { code, lines } = await conform(url, '--only', 'Every answer');
    expect(lines).toContainEqual(expect.stringMatching(/^✗ Every answer is kept by no cache, .*no-store/));
    expect(lines).toContain('✓ Every answer may do nothing in a browser');
    expect(code).toBe(1);
  });

  it('says what to do where one address is let in too seldom', async () => {
    const limited = await startApi({ env: { PUBLIC_URL, RATE_LIMIT_FACTOR: '1' } });
    onTestFinished(() => limited.stop());
    const { code, output } = await conform(limited.url);
    expect(output).toMatch(/^http.* 60 registrations a minute.* RATE_LIMIT_FACTOR=1000/);
    expect(code).toBe(1);
  });

  it.each([
    [['--only', 'no claim says this'], 'no claim contains'],
    [['--mailbox-url', 'localhost:8000'], '--mailbox-url'],
    [['--speed', '3'], 'unknown option'],
  ])('is not typed like this: %s', async (options, message) => {
    const { code, output } = await conform(api.url, ...options);
    expect(output).toContain(message);
    expect(code).toBe(2);
  });

  it('is told when nothing answers', async () => {
    const { code, output } = await conform('http://127.0.0.1:9');
    expect(output).toContain('Nothing answers at http://127.0.0.1:9.');
    expect(code).toBe(1);
  });
});

interface Ended {
  code: number;
  output: string;
  lines: string[];
}

/** Types the command, in a process of its own. */
function conform(url: string, ...options: string[]): Promise<Ended> {
  const command = ['--import', join(ROOT, 'bin/short-imports.js'), join(ROOT, 'packages/cli/src/main.ts')];
  const args = [...command, 'conform', '--url', url, '--public-url', PUBLIC_URL, ...options];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  return new Promise((ended) => {
    execFile(process.execPath, args, { cwd: ROOT, env }, (error, stdout, stderr) => {
      const output = stdout + stderr;
      ended({ code: Number(error?.code ?? 0), output, lines: output.trim().split('\n') });
    });
  });
}

async function altered(alter: (answer: PassingAnswer) => PassingAnswer): Promise<string> {
  const proxy = await startAlteringProxy(api.url, alter);
  onTestFinished(() => proxy.close());
  return proxy.url;
}

/** Does by the account's state alone what an administrator does. */
function banCommand(): string {
  const script = `
    import pg from "pg";
    const client = new pg.Client("${api.database.url}");
    await client.connect();
    await client.query("update users set status = $1 where id = $2", ["disabled", process.env.USER_ID]);
    await client.end();`;
  return `'${process.execPath}' --input-type=module -e '${script}'`;
}
