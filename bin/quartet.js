// The bootstrap: plain JavaScript without dependencies, for any Node that can start it. It makes sure that
// what the lockfile pins is installed, then hands over to the command line on the pinned runtime.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINIMUM_NODE_MAJOR = 20;
const COMMANDS_THAT_GO_ON = new Set(['start', 'dev']);
// What changes services type-checks them first.
const COMMANDS_THAT_CHANGE_SERVICES = ['add', 'remove', 'upgrade', 'create'];
const COMMANDS_THAT_NEED_DEVELOPMENT_PACKAGES = new Set([
  ...['test', 'check', 'bench', 'dev', 'init'],
  ...COMMANDS_THAT_CHANGE_SERVICES,
]);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command] = process.argv.slice(2);

if (Number.parseInt(process.versions.node, 10) < MINIMUM_NODE_MAJOR) {
  fail(
    `Quartet starts from Node ${MINIMUM_NODE_MAJOR} or newer; this is ${process.version}.`,
    'Install a current Node.js (https://nodejs.org) and run the command again.',
  );
} else {
  main().catch((error) => fail(error.message, error.advice));
}

/** The other files are imported late: an old Node could fail to parse them before the check above spoke. */
async function main() {
  const { install, isInstalled } = await import('./install.js');
  const { handOver } = await import('./runtime.js');
  const { markRunning } = await import('./running.js');
  const withDevelopment = COMMANDS_THAT_NEED_DEVELOPMENT_PACKAGES.has(command);
  const mustInstall = !isInstalled(root, { withDevelopment });
  if (mustInstall) await install(root, { withDevelopment });
  if (COMMANDS_THAT_GO_ON.has(command)) markRunning(root);
  await handOver(root, { freshlyInstalled: mustInstall });
}

function fail(message, advice) {
  console.error(advice ? `${message}\n${advice}` : message);
  process.exit(1);
}
