import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves a mark beside the packages for as long as this process uses them. */
export function markRunning(root) {
  const file = join(folderIn(root), String(process.pid));
  mkdirSync(folderIn(root), { recursive: true });
  writeFileSync(file, '');
  process.once('exit', () => rmSync(file, { force: true }));
}

/** The processes, other than this one, that use the packages of this folder. */
export function runningProcesses(root) {
  return marksIn(folderIn(root))
    .map(Number)
    .filter((pid) => pid !== process.pid && isAlive(pid));
}

/** A clean install empties node_modules, so the marks stand beside it. */
function folderIn(root) {
  return join(root, '.running');
}

function marksIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
