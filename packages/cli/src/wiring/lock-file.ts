import { z } from 'zod';
import { WiringError } from './errors.ts';
import { layoutOf } from './tree/layout.ts';
import { readText, type Tree, withFile } from './tree/tree.ts';

export const LOCK_FILE = 'quartet.lock.json';
const LINE_WIDTH = 110;
const VERSION = 1;

const block = z.strictObject({
  /** The lines as they were put in, without base indentation: the base of every comparison. */
  text: z.string(),
  /** Of what the lines mean, so that a change of the text here shows. */
  hash: z.string().startsWith('sha256-'),
});

/** Names and packages that the tool put in; what was there before is the user's. */
const names = z.array(z.string());

const wiring = z.strictObject({
  version: z.string(),
  /** By path from the root, then by marker; `imports` and `dependencies` are lists. */
  files: z.record(z.string(), z.record(z.string(), z.union([block, names]))),
});

const lockFile = z.strictObject({
  version: z.literal(VERSION),
  /** By service, then by module. */
  services: z.record(z.string(), z.record(z.string(), wiring)),
});

export type LockedBlock = z.infer<typeof block>;
/** What a module has put into a service. */
export type Wiring = z.infer<typeof wiring>;
export type LockFile = z.infer<typeof lockFile>;

/** What is wired where; empty when nothing ever was. */
export function readLock(tree: Tree): LockFile {
  const text = readText(tree, LOCK_FILE);
  if (text === undefined) return { version: VERSION, services: {} };
  const content = parse(text);
  refuseNewer(content);
  const parsed = lockFile.safeParse(content);
  if (parsed.success) return parsed.data;
  throw invalid(z.prettifyError(parsed.error));
}

/** Writes the record with all keys sorted, so that the same wirings give the same bytes. */
export function writeLock(tree: Tree, lock: LockFile): Tree {
  const services = Object.entries(lock.services).filter(([, modules]) => Object.keys(modules).length > 0);
  const { eol } = layoutOf(readText(tree, LOCK_FILE) ?? '');
  const text = `${render({ version: lock.version, services: Object.fromEntries(services) }, '')}\n`;
  return withFile(tree, LOCK_FILE, text.replaceAll('\n', eol));
}

/** @returns another record, with this wiring of the module in the service; `undefined` takes it out. */
export function withWiring(
  lock: LockFile,
  { service, module }: { service: string; module: string },
  wired: Wiring | undefined,
): LockFile {
  const { [module]: _before, ...others } = lock.services[service] ?? {};
  const modules = wired === undefined ? others : { ...others, [module]: wired };
  return { ...lock, services: { ...lock.services, [service]: modules } };
}

/** The blocks at one marker of one file, with the modules that they are of. */
export function lockedBlocks(
  wirings: Readonly<Record<string, Wiring>>,
  path: string,
  marker: string,
): { owner: string; text: string }[] {
  return Object.entries(wirings).flatMap(([owner, { files }]) => {
    const entry = files[path]?.[marker];
    return entry === undefined || Array.isArray(entry) ? [] : [{ owner, text: entry.text }];
  });
}

/** The names or packages that the module has put into a file. */
export function lockedNames(wired: Wiring | undefined, path: string, slot: string): string[] {
  const entry = wired?.files[path]?.[slot];
  return Array.isArray(entry) ? entry : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace('\uFEFF', ''));
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
}

/** To make it anew would lose what a newer Quartet has written there. */
function refuseNewer(content: unknown): void {
  const { version } = Object(content);
  if (typeof version !== 'number' || version <= VERSION) return;
  throw new WiringError(
    `${LOCK_FILE} is of a newer Quartet (version ${version}; this one knows ${VERSION}). Use that one.`,
    { code: 'lock_file_invalid' },
  );
}

function invalid(reason: string): WiringError {
  return new WiringError(
    `${LOCK_FILE} is not valid: ${reason}\nTake it from version control, or run quartet doctor --adopt to make it anew.`,
    { code: 'lock_file_invalid' },
  );
}

/** As Biome formats it: objects open, lists on one line where they fit. `column` is where the value begins. */
function render(value: unknown, indent: string, column = 0): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const members = value.map((each) => JSON.stringify(each));
    const line = `[${members.join(', ')}]`;
    // One for the comma that may follow.
    if (column + line.length + 1 <= LINE_WIDTH) return line;
    return `[\n${members.map((member) => `${inner}${member}`).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, each]) => {
    const head = `${inner}${JSON.stringify(key)}: `;
    return `${head}${render(each, inner, head.length)}`;
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
