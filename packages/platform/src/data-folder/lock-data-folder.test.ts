import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderLockedError, DataFolderNotWritableError, lockDataFolder } from './index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-lock-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function startHolder() {
  const door = join(import.meta.dirname, 'index.ts');
  const script = `
    import { DataFolderLockedError, DataFolderNotWritableError, lockDataFolder } from ${JSON.stringify(door)};
    const held = await lockDataFolder(${JSON.stringify(folder)});
    setInterval(() => held, 1000);
    console.log('held');`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const warnings: Buffer[] = [];
  holder.stderr.on('data', (chunk: Buffer) => warnings.push(chunk));
  await once(holder.stdout, 'data');
  return { holder, pid: holder.pid, stderr: () => Buffer.concat(warnings).toString() };
}

test('a folder in use is refused with the process that holds it and the way out', async () => {
  const { holder, pid } = await startHolder();
  const refusal = await lockDataFolder(folder).catch((error: unknown) => error);
  holder.kill('SIGKILL');
  expect(refusal).toBeInstanceOf(DataFolderLockedError);
  expect(String(refusal)).toContain(`process ${pid}`);
  expect(String(refusal)).toContain('QUARTET_DATA_DIR');
});

test('the lock ends with its holder, however the holder ends', async () => {
  const { holder } = await startHolder();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const held = await lockDataFolder(folder);
  await held.release();
});

test('a released folder can be locked again by the same process, and not before', async () => {
  const first = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderLockedError);
  await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderLockedError);
  await first.release();
  const second = await lockDataFolder(folder);
  await second.release();
});

test('locking prints no warning of the runtime', async () => {
  const { holder, stderr } = await startHolder();
  holder.kill('SIGKILL');
  await once(holder, 'close');
  expect(stderr()).toBe('');
});

test('a folder that cannot be written to is refused with the way out', async () => {
  await writeFile(join(folder, 'file'), '');
  const refusal = await lockDataFolder(join(folder, 'file')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataFolderNotWritableError);
  expect(String(refusal)).toContain('QUARTET_DATA_DIR');
});
