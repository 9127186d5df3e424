import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../workspace.ts';
import { importNames } from './import-names.ts';
import { withImports, withoutImports } from './imports.ts';

const SOURCES = [
  'zod',
  '@quartet/auth/fastify',
  'fastify',
  '@quartet/auth-oauth',
  'node:fs',
  '@quartet/auth',
  'drizzle-orm/pg-core',
  '@quartet/http-nest',
  '@a/b10',
  '@a/b9',
];
const NAMES = ['b', 'SECRETS_FILE', 'B', 'a10', 'Secret', 'a2', 'secretsFor', 'createOAuth', 'createAuth'];
const EMPTY = '// <<<inject:imports>>>\n';

test('names and sources come in the order that Biome gives them, whatever the order in which they are put in', () => {
  const lines = SOURCES.flatMap((source, index) =>
    index === 0
      ? NAMES.map((name) => `import { ${name} } from '${source}';`)
      : [`import { x${index} } from '${source}';`],
  );
  const file = `${EMPTY}import { local } from './local.ts';\n`;
  const added = lines.reduce(
    (text, line) => withImports('app.ts', text, importNames('app.ts', [line])),
    file,
  );
  const used = `${added}\nuse(${NAMES.join(', ')});\n`;
  expect(sortedByBiome(used)).toBe(used);
});

test('a declaration that gets too long has a line for each name, and one line again when they go', () => {
  const few = importNames('app.ts', ["import { a, type B } from 'x';"]);
  const many = importNames('app.ts', [
    `import { ${Array.from({ length: 12 }, (_, index) => `longName${index}`).join(', ')} } from 'x';`,
  ]);
  const before = withImports('app.ts', EMPTY, few);
  expect(before).toBe(`import { a, type B } from 'x';\n${EMPTY}`);
  const long = withImports('app.ts', before, many);
  expect(long).toContain('import {\n  a,\n  type B,\n  longName0,\n');
  expect(withoutImports('app.ts', long, many)).toBe(before);
});

test('a name that is there as a type becomes a value when one needs it so', () => {
  const text = `import type { Server } from 'x';\n${EMPTY}`;
  const names = importNames('app.ts', ["import { Server } from 'x';"]);
  expect(withImports('app.ts', text, names)).toBe(`import { Server } from 'x';\n${EMPTY}`);
});

test('everything that an import can be is put in and taken out again', () => {
  const lines = [
    "import 'effects';",
    "import * as all from 'all';",
    "import main, { type One, two as deux } from 'main';",
    "import type { Only } from 'types';",
  ];
  const names = importNames('app.ts', lines);
  const added = withImports('app.ts', EMPTY, names);
  for (const line of lines) expect(added).toContain(`${line}\n`);
  expect(withoutImports('app.ts', added, names)).toBe(EMPTY);
});

test('comments of the user in and behind import declarations stay, and so does what shares their line', () => {
  const text = `import {
  // mine
  a,
  type B, // why
} from 'x';
import { c } from 'c'; // behind
import { d } from 'd'; import { mine } from 'mine';
${EMPTY}`;
  const names = importNames('app.ts', [
    "import { a } from 'x';",
    "import { c } from 'c';",
    "import { d } from 'd';",
  ]);
  expect(withoutImports('app.ts', text, names)).toBe(`import {
  // mine
  type B, // why
} from 'x';
 // behind
 import { mine } from 'mine';
${EMPTY}`);
  const more = importNames('app.ts', ["import { more } from 'x';"]);
  const added = withImports('app.ts', text, more);
  expect(added).toContain("import { more } from 'x';\n");
  expect(withoutImports('app.ts', added, more)).toBe(text);
});

test.each([
  ["import type Main from 'x';", "import { a } from 'x';"],
  ["import mine from 'x';", "import theirs, { a } from 'x';"],
  ["import { type B } from 'y';", "import * as all from 'x';\nimport { a } from 'x';"],
])('%s stays as it is beside %s', (own, lines) => {
  const text = `${own}\n${EMPTY}`;
  const names = importNames('app.ts', lines.split('\n'));
  const added = withImports('app.ts', text, names);
  for (const line of [own, ...lines.split('\n')]) expect(added).toContain(`${line}\n`);
  expect(withoutImports('app.ts', added, names)).toBe(text);
});

function sortedByBiome(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'quartet-imports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const formatter = { indentStyle: 'space', lineWidth: 110 };
  const javascript = { formatter: { quoteStyle: 'single' } };
  writeFileSync(
    join(folder, 'biome.json'),
    JSON.stringify({ formatter, javascript, linter: { enabled: false } }),
  );
  writeFileSync(join(folder, 'app.ts'), text);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  execFileSync(biome, ['check', '--write', 'app.ts'], { cwd: folder, stdio: 'ignore' });
  return readFileSync(join(folder, 'app.ts'), 'utf8');
}
