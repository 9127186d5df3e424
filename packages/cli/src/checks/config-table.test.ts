import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configTableProblems, writeConfigTable } from './config-table.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-config-table-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const readme = () => readFileSync(join(root, 'README.md'), 'utf8');
const writeReadme = (text: string) => writeFileSync(join(root, 'README.md'), text);

test('a table that is not what the code declares is a problem until it is written anew', () => {
  writeReadme('# Before\n<!-- config:start -->\nold\n<!-- config:end -->\nbehind\n');
  expect(configTableProblems(root)).toEqual([expect.stringContaining('npm run check -- --fix')]);
  writeConfigTable(root);
  expect(configTableProblems(root)).toEqual([]);
  expect(readme()).toMatch(
    /^# Before\n<!-- config:start -->\n\| Setting .*\n<!-- config:end -->\nbehind\n$/s,
  );
});

test('a row tells the default, or that a secret has to be set or is made', () => {
  writeReadme('<!-- config:start --><!-- config:end -->');
  writeConfigTable(root);
  expect(readme()).toContain('| `QUARTET_PORT_BASE` | `8000` |');
  expect(readme()).toContain('| `DATABASE_URL` | secret, required |');
  expect(readme()).toContain('| `DATA_ENCRYPTION_KEY` | secret, made in development |');
  expect(readme()).toContain('| `CORS_ORIGINS` | – |');
});

test('a README without the marks, or with doubled ones, is refused', () => {
  writeReadme('# No marks\n');
  expect(() => configTableProblems(root)).toThrow('<!-- config:start --> once');
  writeReadme('<!-- config:start --><!-- config:end --><!-- config:end -->');
  expect(() => writeConfigTable(root)).toThrow('<!-- config:end --> once');
});
