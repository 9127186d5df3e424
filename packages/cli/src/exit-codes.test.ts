import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { ROOT } from './workspace.ts';

const document = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');

test('docs/cli.md has every exit code', () => {
  const rows = [...document.matchAll(/^\| (\d) \| (\w+) \|/gm)].map(([, code, name = '']) => [
    name,
    Number(code),
  ]);
  expect(Object.fromEntries(rows)).toEqual(EXIT);
});

test('docs/cli.md has every command', () => {
  const commands = createProgram()
    .commands.map((command) => command.name())
    .filter((name) => name !== 'complete' && name !== 'create');
  expect(commands.filter((name) => !document.includes(`quartet ${name}`))).toEqual([]);
  const created = createProgram().commands.find((command) => command.name() === 'create')?.commands ?? [];
  expect(created.filter((command) => !document.includes(`-- create ${command.name()} `))).toEqual([]);
});
