import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LockedDataFolder } from '../data-folder/index.ts';
import { clusterFolder } from './cluster-folder.ts';
import { shutDown } from './shut-down.ts';

const POLL_MS = 20;

/**
 * Stops the server that a killed Quartet left running on the cluster, and clears
 * its pid file. The lock on the folder proves it: a server that ran while the
 * lock was free has lost its Quartet.
 *
 * PostgreSQL itself trusts the pid file when *any* process has that id, which
 * after a restart of a container is likely. That no session of an old server is
 * alive it checks by shared memory, with or without the file.
 */
export async function stopPreviousPostmaster(
  dataFolder: LockedDataFolder,
  log: (line: string) => void,
): Promise<void> {
  const cluster = clusterFolder(dataFolder.path);
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === undefined) return;
  if (await isPostmasterOf(cluster, pid)) {
    log(`stopping the PostgreSQL (process ${pid}) that an earlier Quartet left running`);
    await shutDown({
      signal: (name) => sendSignal(pid, name),
      endsWithin: (ms) => postmasterEndsWithin(ms, cluster, pid),
    });
  }
  await rm(pidFile, { force: true });
}

async function readPid(pidFile: string): Promise<number | undefined> {
  const content = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return pid > 0 ? pid : undefined;
}

/** Whether the process is alive and is the server of this cluster, not a later process with its id. */
async function isPostmasterOf(cluster: string, pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return workingDirectory === (await realpath(cluster));
  }
  const ps = promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  const commandLine = await ps.then(({ stdout }) => stdout).catch(() => '');
  return commandLine.includes(`-D ${cluster}`);
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const ended = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!ended) throw error;
  }
}

async function postmasterEndsWithin(ms: number, cluster: string, pid: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (await isPostmasterOf(cluster, pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}
