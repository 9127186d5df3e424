import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingTests } from './documented-tests.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-documented-'));
  for (const folder of ['docs', 'modules/auth']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'modules/auth/login.test.ts'), "it('slows down'); it.each([])('refuses %s');");
});
afterEach(() => rmSync(root, { recursive: true }));

const cited = (text: string) => {
  writeFileSync(join(root, 'docs/security.md'), text);
  return missingTests(root);
};

test('tests that exist are no problem, in a module or by their whole path', () => {
  expect(cited('| x | `auth/login.test.ts`: “slows down”, “refuses %s” |')).toEqual([]);
  expect(cited('| x | `modules/auth/login.test.ts`: “slows down” |')).toEqual([]);
});

test('a title that no test has is a problem, and so is a file that is not there', () => {
  expect(cited('`auth/login.test.ts`: “slows down”, “speeds up”; `auth/gone.test.ts`: “x”')).toEqual([
    'docs/security.md: auth/login.test.ts has no test “speeds up”',
    'docs/security.md: there is no auth/gone.test.ts',
  ]);
});

test('a workspace made from Quartet may lack files, and no titles of those that it has', () => {
  mkdirSync(join(root, '.quartet'));
  writeFileSync(join(root, '.quartet/base.tgz'), '');
  expect(cited('`auth/login.test.ts`: “slows down”, “speeds up”; `auth/gone.test.ts`: “x”')).toEqual([
    'docs/security.md: auth/login.test.ts has no test “speeds up”',
  ]);
});
