import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authConfig, oauthConfig } from '@quartet/auth';
import { type ConfigDeclaration, platformConfig, type Setting } from '@quartet/platform/config';
import { mailConfig } from '@quartet/platform/mail';
import { rateLimitingConfig } from '@quartet/rate-limiting';
import { embeddedPasswordsConfig } from '../settings.ts';

const DOCUMENT = 'README.md';
const START = '<!-- config:start -->';
const END = '<!-- config:end -->';

const SECTIONS: Readonly<Record<string, ConfigDeclaration>> = {
  'Everything that runs': platformConfig,
  Mail: mailConfig,
  'Sign-in': authConfig,
  'Sign-in by a provider': oauthConfig,
  'Rate limits': rateLimitingConfig,
  'Embedded PostgreSQL': embeddedPasswordsConfig,
};

/** What is wrong with the configuration table of the README: it has to say what the declarations say. */
export function configTableProblems(root: string): string[] {
  const document = readFileSync(join(root, DOCUMENT), 'utf8');
  if (withConfigTable(document) === document) return [];
  return [
    `${DOCUMENT}: the configuration table is not what the code declares; mend with: npm run check -- --fix`,
  ];
}

/** Writes the table of the README anew. */
export function writeConfigTable(root: string): void {
  const file = join(root, DOCUMENT);
  writeFileSync(file, withConfigTable(readFileSync(file, 'utf8')));
}

function withConfigTable(document: string): string {
  const [before, rest] = splitOnce(document, START);
  const [, after] = splitOnce(rest, END);
  return `${before}${START}\n${configTable()}\n${END}${after}`;
}

function splitOnce(text: string, mark: string): [before: string, after: string] {
  const parts = text.split(mark);
  const [before, after] = parts;
  if (parts.length === 2 && before !== undefined && after !== undefined) return [before, after];
  throw new Error(`${DOCUMENT} must have ${mark} once, with ${START} before ${END}.`);
}

function configTable(): string {
  const rows = Object.entries(SECTIONS).flatMap(([title, declaration]) => [
    `| **${title}** | | |`,
    ...Object.values(declaration).map(rowOf),
  ]);
  return ['| Setting | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

function rowOf(setting: Setting): string {
  return `| \`${setting.env}\` | ${defaultOf(setting)} | ${setting.description.replaceAll('|', '\\|')} |`;
}

function defaultOf(setting: Setting): string {
  if ('secret' in setting) return defaultOfSecret(setting);
  const value: unknown = setting.schema.safeParse(undefined).data;
  const isNone = value === undefined || (Array.isArray(value) && value.length === 0);
  return isNone ? '–' : `\`${value}\``;
}

function defaultOfSecret({ generate, required }: Extract<Setting, { secret: true }>): string {
  if (generate !== undefined) return 'secret, made in development';
  return required ? 'secret, required' : 'secret';
}
