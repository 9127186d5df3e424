import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';

/**
 * The commands in the Markdown files of `root` that do not exist: scripts that package.json does not have
 * (`npm run x`, `npm start`) and commands of `quartet` that the program does not have. Read are the lines of
 * blocks fenced as `sh`.
 */
export function unknownCommands(root: string, program: Command): string[] {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).sort();
  return documents.flatMap((document) =>
    shellCommands(readFileSync(join(root, document), 'utf8'))
      .filter(({ words }) => !exists(words, Object.keys(scripts), program))
      .map(({ words, line }) => `${document}:${line} does not exist: ${words.join(' ')}`),
  );
}

interface ShellCommand {
  words: string[];
  line: number;
}

function shellCommands(markdown: string): ShellCommand[] {
  let isShell = false;
  let isFenced = false;
  const found: ShellCommand[] = [];
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text.trimStart().startsWith('```')) {
      isFenced = !isFenced;
      isShell = isFenced && text.trim() === '```sh';
    } else if (isShell) {
      found.push(...commandsIn(text).map((words) => ({ words, line: index + 1 })));
    }
  }
  return found;
}

const ASSIGNMENT = /^[A-Z_][A-Z0-9_]*=/;

/** The commands of a line, without a prompt, without settings in front and without a comment behind. */
function commandsIn(line: string): string[][] {
  const [code = ''] = line.split(' #');
  return code.split(/&&|\|\||[;|&]/).map((command) => {
    const words = command
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '$');
    return words.slice(words.findIndex((word) => !ASSIGNMENT.test(word)));
  });
}

function exists([tool, ...words]: string[], scripts: readonly string[], program: Command): boolean {
  if (tool !== 'npm') return true;
  const [verb = '', ...rest] = words.filter((word) => word !== '--silent' && word !== '-s');
  if (verb === 'start' || verb === 'test') return scripts.includes(verb);
  if (verb !== 'run') return true;
  const [script = '', separator, ...args] = rest;
  if (!scripts.includes(script)) return false;
  return script !== 'quartet' || separator !== '--' || hasCommand(program, args);
}

/** Follows the words down the tree of commands; below a command without sub-commands they are its arguments. */
function hasCommand(command: Command, [word, ...rest]: string[]): boolean {
  if (command.commands.length === 0 || word === undefined || word.startsWith('-')) return true;
  const next = command.commands.find(
    (candidate) => candidate.name() === word || candidate.aliases().includes(word),
  );
  return next !== undefined && hasCommand(next, rest);
}
