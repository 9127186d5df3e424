import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { runningProcesses } from './running.js';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * True when node_modules holds what package-lock.json pins: every package with the same version and
 * integrity. Contents are compared, because a git checkout changes modification times at will. Integrity is in
 * npm's own record, which it writes last: an install that was cut short has none. The versions are read from
 * the packages as well, because npm also writes that record when it installs nothing (--package-lock-only).
 */
export function isInstalled(root, { withDevelopment }) {
  const recorded = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!recorded) return false;
  const pinned = readJson(join(root, 'package-lock.json'))?.packages;
  if (!pinned) throw new Error(`package-lock.json in ${root} cannot be read: restore it with git.`);
  return Object.entries(pinned).every(([path, wanted]) => {
    if (path === '' || isWorkspace(path)) return true;
    const found = recorded[path];
    if (!found) return mayBeAbsent(wanted, withDevelopment);
    return isSame(found, wanted) && isOnDisk(join(root, path), wanted);
  });
}

/** Installs from the lockfile; of several bootstraps at once, one installs and the others wait for it. */
export async function install(root, { withDevelopment }) {
  await withLock(join(root, '.install.lock'), {
    onWait: (owner) => console.error(`Waiting for another install of this folder (process ${owner}) …`),
    work: async () => {
      if (isInstalled(root, { withDevelopment })) return;
      refuseWhileInUse(root);
      console.error('Installing the packages that package-lock.json pins …');
      await npmCleanInstall(root);
    },
  });
}

/** npm removes every package before it installs anew, also those that a running Quartet is about to load. */
function refuseWhileInUse(root) {
  const [pid] = runningProcesses(root);
  if (pid === undefined) return;
  throw Object.assign(
    new Error(`The packages are not those that package-lock.json pins, and process ${pid} uses them.`),
    {
      advice: `Stop it, and run the command again. If it is no Quartet, remove ${join(root, '.running', String(pid))}.`,
    },
  );
}

function isSame(found, wanted) {
  return ['resolved', 'version', 'integrity'].every((field) => found[field] === wanted[field]);
}

function isOnDisk(folder, wanted) {
  const manifest = readJson(join(folder, 'package.json'));
  return manifest !== undefined && (wanted.link || manifest.version === wanted.version);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isWorkspace(path) {
  return !path.startsWith('node_modules/') && !path.includes('/node_modules/');
}

/** Optional packages are for other platforms; a production image may leave the development ones out. */
function mayBeAbsent(wanted, withDevelopment) {
  if (wanted.optional || wanted.devOptional) return true;
  return Boolean(wanted.dev) && !withDevelopment;
}

function npmCleanInstall(root) {
  // Errors alone: the engines that npm would warn of are met by the pinned runtime.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const flags = ['--prefer-offline', ...quiet, '--include=dev', '--include=optional'];
  const npm = npmCommand();
  return new Promise((resolve, reject) => {
    const child = spawn(npm.command, [...npm.args, 'ci', ...flags], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: npm.shell,
    });
    child.once('error', (error) => reject(installFailed(error.message)));
    const forward = (signal) => child.kill(signal);
    for (const signal of ENDING_SIGNALS) process.once(signal, forward);
    child.once('exit', (code, signal) => {
      for (const ending of ENDING_SIGNALS) process.off(ending, forward);
      if (code === 0) resolve();
      else reject(installFailed(`npm ci ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Inside of an npm script the same npm is used again; its path is in npm_execpath. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.c?js$/.test(running)) {
    return { command: process.execPath, args: [running], shell: false };
  }
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

function installFailed(reason) {
  return Object.assign(new Error(`The packages could not be installed: ${reason}.`), {
    advice: 'See the lines of npm above. Without a network, npm needs every package in its cache.',
  });
}
