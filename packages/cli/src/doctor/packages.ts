import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ailing, type Finding, healthy } from './finding.ts';

const NAME = 'packages';

/** Whether the process runs on the Node that the lockfile pins for this platform. */
export function examineRuntime(root: string): Finding {
  const { optionalDependencies } = readJson(join(root, 'package.json'));
  const pinned = Object.values(optionalDependencies)[0];
  const running = process.versions.node;
  if (running === pinned) return healthy('runtime', `Node ${running}`);
  return ailing(
    'runtime',
    `Node ${running} instead of the pinned ${pinned}`,
    'Run npm ci --include=optional.',
  );
}

/** Whether node_modules holds the versions that the lockfile pins. */
export function examinePackages(root: string): Finding {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return ailing(NAME, 'nothing is installed', 'Run npm ci.');
  const pinned = Object.entries(lockedPackages(join(root, 'package-lock.json')) ?? {});
  const differing = pinned
    .filter(([path, wanted]) => path.includes('node_modules/') && differs(wanted, installed[path]))
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  if (differing.length === 0)
    return healthy(NAME, `${Object.keys(installed).length} as package-lock.json pins them`);
  return ailing(
    NAME,
    `not as package-lock.json pins them: ${differing.slice(0, 5).join(', ')}`,
    'Run npm ci.',
  );
}

interface LockedPackage {
  version?: string;
  integrity?: string;
  optional?: boolean;
  devOptional?: boolean;
  dev?: boolean;
}

function differs(wanted: LockedPackage, found: LockedPackage | undefined): boolean {
  if (!found) return !(wanted.optional || wanted.devOptional || wanted.dev);
  return wanted.version !== found.version || wanted.integrity !== found.integrity;
}

function lockedPackages(file: string): Record<string, LockedPackage> | undefined {
  try {
    return readJson(file).packages;
  } catch {
    return undefined;
  }
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
