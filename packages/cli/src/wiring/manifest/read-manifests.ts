import { z } from 'zod';
import { WiringError } from '../errors.ts';
import { listFolder, readText, type Tree } from '../tree/tree.ts';
import { canonicalOrder } from './canonical-order.ts';
import { type Manifest, manifestSchema } from './schema.ts';

/**
 * Every module of the workspace, in canonical order.
 *
 * @throws {WiringError} that names the file and the place in it, when a manifest is wrong.
 */
export function readManifests(tree: Tree): Manifest[] {
  const files = listFolder(tree, 'modules').map((folder) => `modules/${folder}/module.json`);
  const manifests = files.flatMap((file) => {
    const text = readText(tree, file);
    return text === undefined ? [] : [parseManifest(file, text)];
  });
  return canonicalOrder(manifests);
}

function parseManifest(file: string, text: string): Manifest {
  const parsed = manifestSchema.safeParse(parseJson(file, text));
  if (!parsed.success)
    throw new WiringError(`${file} is not valid:\n${z.prettifyError(parsed.error)}`, {
      code: 'manifest_invalid',
    });
  const { $schema: _schema, package: packageName, ...manifest } = parsed.data;
  const folder = file.split('/')[1];
  if (manifest.name !== folder)
    throw new WiringError(
      `${file} is not valid:\n✖ The folder is called "${folder}", the module "${manifest.name}"\n  → at name`,
      { code: 'manifest_invalid' },
    );
  return { ...manifest, package: packageName ?? `@quartet/${manifest.name}` };
}

export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace('\uFEFF', ''));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WiringError(`${file} is not JSON: ${reason}`, { code: 'manifest_invalid', cause });
  }
}
