import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boundaryViolations } from '../checks/boundaries/index.ts';
import { openTree, readText } from '../wiring/index.ts';
import { namesOf, singularOf } from './names.ts';
import { planModule } from './plan-module.ts';
import { type ScratchWorkspace, scratchWorkspace } from './testing/scratch-workspace.ts';

let scratch: ScratchWorkspace;
beforeAll(() => {
  scratch = scratchWorkspace();
});
afterAll(() => scratch[Symbol.dispose]());

test('the words of a name become what each place takes', () => {
  expect(namesOf('blog-posts')).toEqual({
    kebab: 'blog-posts',
    snake: 'blog_posts',
    camel: 'blogPosts',
    pascal: 'BlogPosts',
    constant: 'BLOG_POSTS',
    words: 'blog posts',
  });
});

test.each([
  ['blog-posts', 'blog-post'],
  ['categories', 'category'],
  ['movies-seen', 'movies-seen-entry'],
  ['addresses', 'address'],
  ['boxes', 'box'],
  ['status', 'status-entry'],
  ['keys', 'key'],
  ['inventory', 'inventory-entry'],
])('one of %s is %s', (many, one) => {
  expect(singularOf(many)).toBe(one);
});

test.each([
  ['users', 'modules/users exists already'],
  ['memberships', 'a table memberships already'],
  ['http-fastify', 'packages/http-fastify exists already'],
  ['order', 'means something else'],
  ['class', 'means something else'],
  ['Posts', 'is not a name that can be used'],
  ['posts2', 'is not a name that can be used'],
  ['blog_posts', 'is not a name that can be used'],
  ['-posts', 'is not a name that can be used'],
])('no module is called %s', (name, reason) => {
  const tree = openTree(scratch.root);
  expect(() => planModule(tree, { name, singular: `${name}-entry` })).toThrow(reason);
});

test('a migration gets the next number, and the module names it', () => {
  const { tree } = planModule(openTree(scratch.root), { name: 'notes', singular: 'note' });
  const [migration] = JSON.parse(readText(tree, 'modules/notes/module.json') ?? '').migrations;
  expect(migration).toMatch(/^00\d\d_notes$/);
  expect(readText(tree, `db/migrations/${migration}.sql`)).toContain('create table notes (');
});

test('the command makes a module that type-checks, is laid out, keeps to its bounds and passes its tests', async () => {
  await scratch.quartet('create', 'module', 'blog-posts', '--no-install');
  scratch.linkWorkspaces();
  const schema = readFileSync(join(scratch.root, 'db/schema.sql'), 'utf8');
  expect(schema).toMatch(/create table blog_posts/i);
  const own = (text: string) => text.split('\n').filter((line) => line.includes('blog-posts'));
  const types = await scratch.run('tsc', '-p', 'tsconfig.json', '--noEmit');
  expect(own(types.output)).toEqual([]);
  const nest = await scratch.run('tsc', '-p', 'tsconfig.nest.json', '--noEmit');
  expect(own(nest.output)).toEqual([]);
  const style = await scratch.run('biome', 'check', '--error-on-warnings', 'modules/blog-posts');
  expect([style.exitCode, style.output]).toEqual([0, expect.any(String)]);
  expect(boundaryViolations(scratch.root).filter(({ file }) => file.includes('blog-posts'))).toEqual([]);
  const tests = await scratch.run('vitest', 'run', 'modules/blog-posts');
  expect(tests, tests.output).toMatchObject({ exitCode: 0 });
  expect(stripVTControlCharacters(tests.output)).toMatch(/Tests +13 passed/);
}, 240_000);

test('a name that is no plural, and one that makes long lines, give a module that is laid out as well', async () => {
  const name = 'inventory-of-quite-remarkable-things-two'.replace('-two', '');
  await scratch.quartet('create', 'module', name, '--singular', 'remarkable-inventory-item', '--no-install');
  await scratch.quartet('create', 'module', 'storage', '--no-install');
  scratch.linkWorkspaces();
  const paths = [`modules/${name}`, 'modules/storage'];
  const style = await scratch.run('biome', 'check', '--error-on-warnings', ...paths);
  expect([style.exitCode, style.output]).toEqual([0, expect.any(String)]);
  const types = await scratch.run('tsc', '-p', 'tsconfig.json', '--noEmit');
  expect(types.output.split('\n').filter((line) => /storage\/|inventory/.test(line))).toEqual([]);
}, 240_000);
