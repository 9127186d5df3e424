import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unknownCommands } from './readme-commands.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-readme-'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { start: 'x', quartet: 'x' } }));
});
afterEach(() => rmSync(root, { recursive: true }));

const program = new Command('quartet').addCommand(new Command('admin').addCommand(new Command('create')));

function unknownIn(...lines: string[]): string[] {
  writeFileSync(join(root, 'README.md'), ['# Title', '```sh', ...lines, '```', 'npm run prose'].join('\n'));
  return unknownCommands(root, program);
}

test('scripts and commands that exist are no problem, nor are other programs', () => {
  expect(
    unknownIn(
      'npm start',
      '$ QUARTET_PORT_BASE=9000 npm start # elsewhere',
      'npm run quartet -- admin create',
      'curl x',
    ),
  ).toEqual([]);
});

test('a script that package.json does not have is a problem', () => {
  expect(unknownIn('cd x && npm run built', 'npm test')).toEqual([
    'README.md:3 does not exist: npm run built',
    'README.md:4 does not exist: npm test',
  ]);
});

test('a command that the program does not have is a problem, at any depth', () => {
  expect(unknownIn('npm run quartet -- admit', 'npm run quartet -- admin destroy x@example.com')).toEqual([
    'README.md:3 does not exist: npm run quartet -- admit',
    'README.md:4 does not exist: npm run quartet -- admin destroy x@example.com',
  ]);
});

test('blocks in other languages are not read', () => {
  writeFileSync(join(root, 'README.md'), '```python\nnpm run nothing\n```\n');
  expect(unknownCommands(root, program)).toEqual([]);
});
