import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { readText, type Tree } from '../wiring/index.ts';

const FILE = 'package-lock.json';
const lockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});

/** The version of a package that this workspace has, so that what is made in it uses the same. */
export function lockedVersion(tree: Tree, name: string): string {
  const text = readText(tree, FILE);
  const version = text && lockFile.parse(JSON.parse(text)).packages[`node_modules/${name}`]?.version;
  if (version) return version;
  throw new CommandError(`${FILE} has no ${name}. Run npm install, then try again.`, {
    exitCode: EXIT.configuration,
  });
}
