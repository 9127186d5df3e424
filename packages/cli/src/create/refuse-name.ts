import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { listFolder, readText, type Tree } from '../wiring/index.ts';
import { RESERVED_WORDS } from './reserved-words.ts';

/** PostgreSQL cuts identifiers at 63 bytes, and those of a module have their table's name and a rule's behind it. */
const MAX_LENGTH = 40;

/** Letters alone: an id begins with the name of its kind, in which a TypeID allows no digits. */
const MODULE_NAME = /^[a-z]+(-[a-z]+)*$/;
const SERVICE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @throws {CommandError} when no module of this name can be made. */
export function refuseModuleName(tree: Tree, name: string): void {
  refuseForm(name, MODULE_NAME, 'A module is named by small letters with single hyphens between words');
  refuseTaken(tree, name);
  const table = name.replaceAll('-', '_');
  if (
    new RegExp(`^CREATE (TABLE|VIEW) (public\\.)?${table}\\b`, 'im').test(
      readText(tree, 'db/schema.sql') ?? '',
    )
  )
    throw wrongName(`The database has a table ${table} already. Choose another name.`);
}

/** @throws {CommandError} when what a module keeps cannot be called so. */
export function refuseSingular(name: string, singular: string): void {
  refuseForm(
    singular,
    MODULE_NAME,
    'One of the things of a module is named by small letters with single hyphens',
  );
  if (singular === name)
    throw wrongName(
      `The module and one of its things need different names, such as blog-posts and blog-post.`,
    );
}

/** @throws {CommandError} when no service of this name can be made. */
export function refuseServiceName(tree: Tree, name: string): void {
  refuseForm(
    name,
    SERVICE_NAME,
    'A service is named by small letters and digits with single hyphens between words',
  );
  refuseTaken(tree, name);
}

/** @throws {CommandError} when npm takes no package of this name. */
export function refuseWorkspaceName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) return;
  throw wrongName(
    `"${name}" cannot be the name of a workspace: small letters, digits and hyphens, such as acme-api.`,
  );
}

function refuseForm(name: string, form: RegExp, what: string): void {
  if (!form.test(name))
    throw wrongName(`"${name}" is not a name that can be used. ${what}, such as blog-posts.`);
  if (name.length > MAX_LENGTH)
    throw wrongName(`The name has ${name.length} characters; ${MAX_LENGTH} is the most.`);
  if (RESERVED_WORDS.has(name))
    throw wrongName(`"${name}" means something else already. Choose another name.`);
}

/** All workspaces are packages of one scope. */
function refuseTaken(tree: Tree, name: string): void {
  for (const kind of ['packages', 'modules', 'services']) {
    if (listFolder(tree, kind).includes(name))
      throw wrongName(`${kind}/${name} exists already. Choose another name.`);
  }
}

function wrongName(message: string): CommandError {
  return new CommandError(message, { exitCode: EXIT.usage });
}
