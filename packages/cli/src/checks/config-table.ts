import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigDeclaration, platformConfig, type Setting } from '@quartet/platform/config';
import { serviceConfigOf } from '../service-settings.ts';
import { commandConfig } from '../settings.ts';
import { readServices } from '../workspace.ts';

const DOCUMENT = 'docs/configuration.md';
const START = '<!-- config:start -->';
const END = '<!-- config:end -->';

/** What is wrong with the configuration table: it has to say what the declarations say. */
export async function configTableProblems(root: string): Promise<string[]> {
  const document = readFileSync(join(root, DOCUMENT), 'utf8');
  if (withConfigTable(document, await sectionsOf(root)) === document) return [];
  return [
    `${DOCUMENT}: the configuration table is not what the code declares; mend with: npm run check -- --fix`,
  ];
}

/** Writes the table anew. */
export async function writeConfigTable(root: string): Promise<void> {
  const file = join(root, DOCUMENT);
  writeFileSync(file, withConfigTable(readFileSync(file, 'utf8'), await sectionsOf(root)));
}

interface Section {
  title: string;
  declaration: ConfigDeclaration;
}

async function sectionsOf(root: string): Promise<Section[]> {
  const ofServices = await Promise.all(
    readServices(root).map(async (service) => {
      const { declaration = {} } = (await serviceConfigOf(root, service)) ?? {};
      return { title: `Service ${service.name}`, declaration };
    }),
  );
  return [
    { title: 'Everything that runs', declaration: platformConfig },
    ...ofServices,
    { title: 'Commands', declaration: commandConfig },
  ];
}

function withConfigTable(document: string, sections: readonly Section[]): string {
  const [before, rest] = splitOnce(document, START);
  const [, after] = splitOnce(rest, END);
  return `${before}${START}\n${configTable(sections)}\n${END}${after}`;
}

function splitOnce(text: string, mark: string): [before: string, after: string] {
  const parts = text.split(mark);
  const [before, after] = parts;
  if (parts.length === 2 && before !== undefined && after !== undefined) return [before, after];
  throw new Error(`${DOCUMENT} must have ${mark} once, with ${START} before ${END}.`);
}

/** A setting that several services share stands where it comes first. */
function configTable(sections: readonly Section[]): string {
  const shown = new Set<string>();
  const rows = sections.flatMap(({ title, declaration }) => {
    const fresh = Object.values(declaration)
      .map(rowOf)
      .filter((row) => !shown.has(row));
    for (const row of fresh) shown.add(row);
    return fresh.length === 0 ? [] : [`| **${title}** | | |`, ...fresh];
  });
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
