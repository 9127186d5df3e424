import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { boundaryViolations } from './index.ts';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));
const root = fileURLToPath(new URL('../../../../..', import.meta.url));

test('every import that points the wrong way is found, and no other', () => {
  const found = boundaryViolations(fixtures).map(({ file, line, reason }) => `${file}:${line} ${reason}`);

  expect(found).toEqual([
    'modules/auth/fastify/index.ts:4 the fastify face knows no nest face',
    'modules/auth/fastify/index.ts:6 a module knows no tool, such as the command line',
    'modules/auth/nest/index.ts:4 a nest face is compiled into another folder: name its package instead',
    "modules/auth/src/register.ts:4 a module's core knows no framework",
    "modules/auth/src/register.ts:5 a module's core knows no framework",
    "modules/auth/src/register.ts:6 a module's core knows no framework",
    "modules/auth/src/register.ts:7 a module's core knows no framework",
    'modules/auth/src/register.ts:8 a module is reached by its doors alone (., ./contract)',
    'modules/auth/src/register.ts:9 a relative import leaves its workspace: name the package instead',
    "modules/auth/src/register.ts:10 a module's core knows no face, not even its own",
    'modules/auth/src/register.ts:11 @quartet/testing is for tests',
    'packages/cli/src/main.ts:3 a package knows no face of a module: services put faces together',
    'packages/http-fastify/src/index.ts:3 an HTTP package knows no module',
    'packages/platform/src/log/index.ts:3 the platform knows nothing of the workspaces above it',
    'packages/platform/src/log/index.ts:4 the platform knows no framework',
    'packages/testing/src/index.ts:2 a package knows no face of a module: services put faces together',
    'services/saas-api/src/app.ts:3 a service is imported by nobody: it is a process',
    'services/saas-api/src/app.ts:4 a module is reached by its doors alone (., ./contract, ./gateway, ./fastify, ./nest)',
  ]);
});

test('the workspace itself keeps its boundaries', () => {
  expect(boundaryViolations(root)).toEqual([]);
});
