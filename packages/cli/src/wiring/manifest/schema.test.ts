import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../workspace.ts';
import { openTree } from '../tree/tree.ts';
import { readManifests } from './read-manifests.ts';
import { manifestJsonSchema } from './schema.ts';

test('editors get the rules that the tool has', () => {
  const file = join(ROOT, 'packages/cli/module.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

test('the manifests of this workspace are valid, and stand in an order in which each follows what it requires', () => {
  const names: string[] = [];
  for (const { name, requires } of readManifests(openTree(ROOT))) {
    expect(names).toEqual(expect.arrayContaining(requires));
    names.push(name);
  }
});
