import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../workspace.ts';
import { unusedModules } from './unused-modules.ts';

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'quartet-unused-'));
  for (const name of ['audit', 'auth', 'auth-oauth', 'mail', 'rate-limiting', 'teams', 'users']) {
    mkdirSync(join(root, 'modules', name), { recursive: true });
    cpSync(join(ROOT, 'modules', name, 'module.json'), join(root, 'modules', name, 'module.json'));
  }
  mkdirSync(join(root, '.quartet'));
  uses('auth-oauth', 'users');
});
afterEach(() => rmSync(root, { recursive: true }));

function uses(...modules: string[]): void {
  const services = { api: { framework: 'fastify', port: 0, modules } };
  writeFileSync(join(root, 'quartet.json'), JSON.stringify({ services }));
}

async function cameWith(...modules: string[]): Promise<void> {
  const folders = modules.map((name) => `modules/${name}`);
  await create({ file: join(root, '.quartet/base.tgz'), cwd: root, gzip: true }, folders);
}

test('modules that came and that no service uses are unused; a folder is used for any of its capabilities', async () => {
  await cameWith('audit', 'auth', 'auth-oauth', 'teams', 'users');
  expect(unusedModules(root)).toEqual(['audit', 'teams']);
});

test('a module that the team made is tested before any service uses it', async () => {
  await cameWith('audit', 'auth', 'auth-oauth', 'users');
  expect(unusedModules(root)).toEqual(['audit']);
});

test('in a repository that was not made from another, every module is tested', () => {
  expect(unusedModules(root)).toEqual([]);
});
