import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** Whether node_modules holds what the lockfile pins, as the bootstrap sees it. */
export async function examinePackages(root: string): Promise<Finding> {
  const { isInstalled }: Bootstrap = await import(pathToFileURL(join(root, 'bin/install.js')).href);
  if (isInstalled(root, { withDevelopment: false })) return healthy(NAME, 'as package-lock.json pins them');
  return ailing(NAME, 'not as package-lock.json pins them', 'Run npm ci.');
}

interface Bootstrap {
  isInstalled(root: string, options: { withDevelopment: boolean }): boolean;
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
