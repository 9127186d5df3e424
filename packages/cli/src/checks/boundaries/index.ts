import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { importsOf } from './imports.ts';
import { placeOf, targetOf } from './places.ts';
import { RULES } from './rules.ts';

export interface BoundaryViolation {
  file: string;
  line: number;
  specifier: string;
  reason: string;
}

/** The imports of the workspaces under `root` that point the wrong way (rules.ts has the rules). */
export function boundaryViolations(root: string): BoundaryViolation[] {
  const workspaces = workspaceFolders(root);
  return sourceFiles(root).flatMap((file) => violationsIn(root, file, workspaces));
}

function violationsIn(
  root: string,
  file: string,
  workspaces: ReadonlyMap<string, string>,
): BoundaryViolation[] {
  const place = placeOf(file);
  const isTest = /\.test\.tsx?$/.test(file) || /\/(test|testing|conformance)\//.test(file);
  return importsOf(file, readFileSync(join(root, file), 'utf8')).flatMap(({ specifier, line }) => {
    const target = targetOf(specifier, file, workspaces);
    const reasons = RULES.map((rule) => rule({ from: file, place, isTest, target }));
    return reasons
      .filter((reason) => reason !== undefined)
      .map((reason) => ({ file, line, specifier, reason }));
  });
}

function sourceFiles(root: string): string[] {
  const patterns = ['packages', 'modules', 'services'].map((folder) => `${folder}/*/**/*.{ts,tsx,mts,cts}`);
  return globSync(patterns, { cwd: root, exclude: (name) => IGNORED_FOLDERS.has(name) })
    .map((file) => file.split(sep).join('/'))
    .sort();
}

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'fixtures']);

function workspaceFolders(root: string): Map<string, string> {
  const manifests = globSync(
    ['packages/*/package.json', 'modules/*/package.json', 'services/*/package.json'],
    {
      cwd: root,
    },
  );
  return new Map(
    manifests.map((manifest) => {
      const { name } = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
      return [name, manifest.split(sep).slice(0, 2).join('/')];
    }),
  );
}
