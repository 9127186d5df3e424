import { basename, resolve } from 'node:path';
import { writeConfigTable } from '../checks/config-table.ts';
import { openTree } from '../wiring/index.ts';
import { firstCommit } from './first-commit.ts';
import { installPackages } from './install-packages.ts';
import { type NewWorkspace, planWorkspace } from './plan-workspace.ts';
import { refuseWorkspaceName } from './refuse-name.ts';
import { sourceFiles } from './source-files.ts';
import { refuseUsedFolder, writeWorkspace } from './write-workspace.ts';

export interface CreateWorkspaceOptions extends NewWorkspace {
  /** The workspace that it is made of. */
  source: string;
  /** Absolute; new or empty. */
  folder: string;
  /** Comes between the files and the first commit. */
  prepare: (folder: string) => Promise<void>;
}

/**
 * Makes a workspace of another.
 *
 * @throws {CommandError} when the folder is used, or a service or module is not there; nothing is written then.
 */
export async function createWorkspace({
  source,
  folder,
  prepare,
  ...workspace
}: CreateWorkspaceOptions): Promise<{ git: 'committed' | 'not committed'; files: number }> {
  refuseWorkspaceName(workspace.name);
  refuseUsedFolder(folder);
  const files = planWorkspace(openTree(source), sourceFiles(source), workspace);
  await writeWorkspace(folder, files, { source });
  await prepare(folder);
  return { git: await firstCommit(folder), files: files.size };
}

/** Installs the packages, and describes the settings of the services that the workspace has. */
export async function prepareWorkspace(folder: string): Promise<void> {
  await installPackages(folder);
  await writeConfigTable(folder);
}

/** The name of the folder, as far as npm takes it. */
export function nameFor(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '') || 'workspace';
}
