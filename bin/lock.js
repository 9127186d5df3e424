import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './running.js';

const HEARTBEAT_MS = 2_000;
const STALE_AFTER_MS = 15_000;
const RETRY_MS = 200;

/**
 * Runs `work` while this process alone holds the folder `path`. A holder that died is replaced: it counts
 * as dead when its process is gone from this host, or when its heartbeat stopped (another host, a reused pid).
 * Waits for `patienceMs` at most, then throws an error with the code LOCKED.
 */
export async function withLock(path, { work, onWait, patienceMs = Number.POSITIVE_INFINITY }) {
  const startedAt = Date.now();
  let waited = false;
  while (!acquire(path)) {
    if (!waited) onWait(ownerOf(path)?.pid ?? 'unknown');
    waited = true;
    if (Date.now() - startedAt >= patienceMs)
      throw Object.assign(new Error(`${path} is held by another process.`), { code: 'LOCKED' });
    await sleep(RETRY_MS);
    const owner = ownerOf(path);
    if (isStale(path, owner)) removeStale(path, owner);
  }
  const release = () => rmSync(path, { recursive: true, force: true });
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function acquire(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'owner.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

function ownerOf(path) {
  try {
    return JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isStale(path, owner) {
  if (owner?.host === hostname() && !isAlive(owner.pid)) return true;
  const heartbeat = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return heartbeat !== undefined && Date.now() - heartbeat > STALE_AFTER_MS;
}

/**
 * Renaming is atomic: of two processes that find the same stale lock, one takes it away. The other may
 * already meet the lock of the next holder under that name, and puts it back.
 */
function removeStale(path, owner) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside)?.pid === owner?.pid) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, path);
}

function touch(path) {
  const now = new Date();
  utimesSync(path, now, now);
}
