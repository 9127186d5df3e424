import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configTableProblems, writeConfigTable } from './config-table.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-config-table-'));
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'quartet.json'), JSON.stringify({ services: { shop: SHOP } }));
  mkdirSync(join(root, 'services/shop/src'), { recursive: true });
  writeFileSync(join(root, 'services/shop/src/config.ts'), SHOP_CONFIG);
});
afterEach(() => rmSync(root, { recursive: true }));

const SHOP = { framework: 'fastify', port: 0, modules: [] };
const SHOP_CONFIG = `
const currency = { env: 'SHOP_CURRENCY', description: 'What is paid in', schema: { safeParse: () => ({ data: 'EUR' }) } };
export const declaration = { currency };
export const rules = [];
`;

const document = () => readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const write = (text: string) => writeFileSync(join(root, 'docs/configuration.md'), text);

test('a table that is not what the code declares is a problem until it is written anew', async () => {
  write('# Before\n<!-- config:start -->\nold\n<!-- config:end -->\nbehind\n');
  expect(await configTableProblems(root)).toEqual([expect.stringContaining('npm run check -- --fix')]);
  await writeConfigTable(root);
  expect(await configTableProblems(root)).toEqual([]);
  expect(document()).toMatch(
    /^# Before\n<!-- config:start -->\n\| Setting .*\n<!-- config:end -->\nbehind\n$/s,
  );
});

test('a row tells the default, or that a secret has to be set or is made', async () => {
  write('<!-- config:start --><!-- config:end -->');
  await writeConfigTable(root);
  expect(document()).toContain('| `QUARTET_PORT_BASE` | `8000` |');
  expect(document()).toContain('| `DATABASE_URL` | secret, required |');
  expect(document()).toContain('| `DATA_ENCRYPTION_KEY` | secret, made in development |');
  expect(document()).toContain('| `CORS_ORIGINS` | – |');
});

test('what a service declares stands under its name', async () => {
  write('<!-- config:start --><!-- config:end -->');
  await writeConfigTable(root);
  expect(document()).toContain('| **Service shop** | | |\n| `SHOP_CURRENCY` | `EUR` | What is paid in |');
});

test('a document without the marks, or with doubled ones, is refused', async () => {
  write('# No marks\n');
  await expect(configTableProblems(root)).rejects.toThrow('<!-- config:start --> once');
  write('<!-- config:start --><!-- config:end --><!-- config:end -->');
  await expect(writeConfigTable(root)).rejects.toThrow('<!-- config:end --> once');
});
