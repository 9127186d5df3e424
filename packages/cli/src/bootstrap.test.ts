import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './workspace.ts';

let clone: string;

/** A clone in small: the real bootstrap, one workspace without packages from a registry, and a command line. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'quartet-clone-'));
  cpSync(join(ROOT, 'bin'), join(clone, 'bin'), { recursive: true });
  writeFile('package.json', { name: 'clone', private: true, type: 'module', workspaces: ['packages/*'] });
  writeFile('packages/cli/package.json', { name: 'tiny-cli', version: '1.0.0', type: 'module' });
  writeFile('packages/cli/src/main.ts', CLI_SOURCE);
  execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: clone, env: npmEnv() });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const CLI_SOURCE = `
const [command, ...args]: string[] = process.argv.slice(2);
console.log('cli ' + args.join(' '));
if (command === 'fail') process.exitCode = 7;
if (args[0] === 'forever') setInterval(() => undefined, 1_000);
`;

test('a fresh clone is installed, then the command runs with its arguments', async () => {
  const { output, code } = await bootstrap('start', 'a b');

  expect(output).toContain('Installing the packages');
  expect(output).toContain('cli a b');
  expect(code).toBe(0);
});

test('an install that fits the lockfile is kept, whatever the modification times say', async () => {
  await bootstrap('start');
  utimesSync(join(clone, 'package-lock.json'), new Date(), new Date(Date.now() + 3_600_000));

  expect((await bootstrap('start')).output).not.toContain('Installing');
});

test('a lockfile with other contents is installed again', async () => {
  await bootstrap('start');
  writeFile('packages/other/package.json', { name: 'tiny-other', version: '1.0.0' });
  execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: clone, env: npmEnv() });

  expect((await bootstrap('start')).output).toContain('Installing');
  expect(existsSync(join(clone, 'node_modules/tiny-other'))).toBe(true);
});

test('packages are not replaced under a Quartet that runs on them', async () => {
  await bootstrap('fail');
  const running = spawn(process.execPath, ['bin/quartet.js', 'start', 'forever'], {
    cwd: clone,
    env: npmEnv(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(running.stdout, 'data');
  writeFile('packages/other/package.json', { name: 'tiny-other', version: '1.0.0' });
  execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: clone, env: npmEnv() });

  const refused = await bootstrap('fail');
  running.kill();
  await once(running, 'exit');

  expect(refused.output).toContain(`process ${running.pid} uses them`);
  expect(refused.code).toBe(1);
  expect((await bootstrap('fail')).output).toContain('Installing');
});

test('of two bootstraps at once one installs, and both run', async () => {
  const runs = await Promise.all([bootstrap('start', 'one'), bootstrap('start', 'two')]);

  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs.filter(({ output }) => output.includes('Installing'))).toHaveLength(1);
});

test('the lock of an install whose process is gone does not stop the next one', async () => {
  const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(gone, 'exit');
  writeFile('.install.lock/owner.json', { pid: gone.pid, host: execFileSync('hostname').toString().trim() });

  expect((await bootstrap('start', 'on')).output).toContain('cli on');
  expect(existsSync(join(clone, '.install.lock'))).toBe(false);
});

test('the exit code of the command is the exit code of the bootstrap', async () => {
  expect((await bootstrap('fail')).code).toBe(7);
});

function writeFile(path: string, content: unknown): void {
  const file = join(clone, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

async function bootstrap(...args: string[]): Promise<{ output: string; code: number }> {
  const child: ChildProcess = spawn(process.execPath, ['bin/quartet.js', ...args], {
    cwd: clone,
    env: npmEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { output, code };
}

/** Without what an npm around the tests has set for its own script. */
function npmEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
}
