import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ROOT, type WorkspaceService } from '../workspace.ts';
import { compileNest } from './compile-nest.ts';

const inNest: WorkspaceService = { name: 'one', framework: 'nest', portOffset: 0, modules: [] };
const inFastify: WorkspaceService = { ...inNest, framework: 'fastify' };

let root: string;
let compiled: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-compile-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  compiled = join(root, 'services/one/dist/one.js');
  mkdirSync(join(root, 'services/one/src'), { recursive: true });
  writeFileSync(join(root, 'services/one/package.json'), '{"type":"module"}');
  const project = {
    extends: join(ROOT, 'tsconfig.nest-build.json'),
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
  };
  writeFileSync(join(root, 'services/one/tsconfig.build.json'), JSON.stringify(project));
});

test('decorators are compiled, imports name the compiled files, and a change is compiled again', async () => {
  write("import { mark } from './mark.ts';\n@mark export class One {}\n");
  await compileNest(root, [inNest]);
  expect(readFileSync(compiled, 'utf8')).toMatch(/from ['"]\.\/mark\.js['"].*__decorate\(/s);
  write('export const two = 2;\n');
  await compileNest(root, [inNest]);
  expect(readFileSync(compiled, 'utf8')).toContain('two = 2');
});

test('a source that does not parse is told', async () => {
  write('export const = 1;\n');
  await expect(compileNest(root, [inNest])).rejects.toThrow(
    /The NestJS sources cannot be compiled:.*one\.ts/s,
  );
});

test('a product without Nest waits for no compiler', async () => {
  write('export const one = 1;\n');
  await compileNest(root, [inFastify]);
  expect(existsSync(compiled)).toBe(false);
});

function write(source: string): void {
  writeFileSync(join(root, 'services/one/src/one.ts'), source);
}
