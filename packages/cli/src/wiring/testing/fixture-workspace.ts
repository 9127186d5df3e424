import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

import { SERVICE } from './fixture-names.ts';

export { SERVICE };
export const APP = `services/${SERVICE}/src/app.ts`;
export const CONFIG = `services/${SERVICE}/src/config.ts`;

/** Modules that need each other in several ways, and have lines at every kind of marker. */
export const MODULES = ['audit', 'mail', 'auth', 'teams', 'users', 'billing', 'keys', 'flags'] as const;

const REQUIRES: Record<(typeof MODULES)[number], string[]> = {
  audit: [],
  mail: [],
  auth: ['audit', 'mail'],
  teams: ['auth'],
  users: ['auth'],
  billing: ['teams', 'mail'],
  keys: ['auth'],
  flags: [],
};

/** A workspace with one service in which nothing is wired, in a temporary folder that goes with the test. */
export function fixtureWorkspace({ changes = {} }: { changes?: Record<string, string> } = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'quartet-wiring-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const files = { ...skeleton(), ...changes };
  for (const [path, text] of Object.entries(files)) writeIn(root, path, text);
  return root;
}

export function writeIn(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function readIn(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function editIn(root: string, path: string, edit: (text: string) => string): void {
  writeIn(root, path, edit(readIn(root, path)));
}

/** Every file of the workspace but for what the tool keeps for itself, by path. */
export function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const own = paths.filter((path) => !path.startsWith('.quartet')).sort();
  return Object.fromEntries(own.map((path) => [path, readIn(root, path)]));
}

export function manifest(name: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...manifestOf(name), ...changes }, null, 2);
}

function skeleton(): Record<string, string> {
  const modules = MODULES.map((name): [string, string] => [`modules/${name}/module.json`, manifest(name)]);
  return {
    ...Object.fromEntries(modules),
    'db/migrations/0002_audit.sql': '-- the log\n',
    'quartet.json': `{
  "services": {
    "${SERVICE}": {
      "framework": "fastify",
      "port": 0,
      "modules": []
    }
  }
}
`,
    'quartet.lock.json': '{\n  "services": {},\n  "version": 1\n}\n',
    'package-lock.json': `{
  "name": "fixture",
  "lockfileVersion": 3,
  "packages": {
    "services/${SERVICE}": {
      "name": "@quartet/${SERVICE}",
      "dependencies": {
        "@quartet/platform": "*",
        "zod": "4.0.0"
      }
    }
  }
}
`,
    [`services/${SERVICE}/package.json`]: `{
  "name": "@quartet/${SERVICE}",
  "dependencies": {
    "@quartet/platform": "*",
    "zod": "4.0.0"
  }
}
`,
    [`services/${SERVICE}/.env.example`]: '# PORT=8000\n# <<<inject:environment>>>\n',
    [APP]: `import { createServer, type Server } from '@quartet/http-fastify';
import type { Runtime } from '@quartet/platform/service';
// <<<inject:imports>>>
import type { Config } from './config.ts';

/** Builds the service. */
export async function buildApp(runtime: Runtime, config: Config): Promise<Server> {
  const server = await createServer({ log: runtime.log });

  // <<<inject:modules>>>

  // <<<inject:routes>>>

  runtime.jobs.schedule('clean', '7 * * * *', runtime.clean);
  return server;
}
`,
    [CONFIG]: `import { declareConfig, platformConfig } from '@quartet/platform/config';
// <<<inject:imports>>>

export const declaration = declareConfig({
  ...platformConfig,
  // <<<inject:settings>>>
});

export const rules = [
  // <<<inject:rules>>>
];
`,
  };
}

function manifestOf(name: string) {
  const upper = name.charAt(0).toUpperCase() + name.slice(1);
  const requires = REQUIRES[MODULES.find((each) => each === name) ?? 'flags'];
  return {
    name,
    version: '0.1.0',
    description: `The module ${name}.`,
    requires,
    ...(name === 'audit' && { migrations: ['0002_audit'] }),
    ...(name === 'mail' && {
      config: {
        mailFrom: { env: 'MAIL_FROM', type: 'string', default: 'me@example.test', description: 'Sender' },
      },
    }),
    injections: {
      every: {
        'app.ts': {
          imports: [
            `import { create${upper}, type ${upper} } from '@quartet/${name}';`,
            "import { nameOf } from '@quartet/platform/service';",
          ],
          modules: [
            `const ${name} = create${upper}({`,
            '  ...runtime,',
            `  name: nameOf('${name}'),`,
            ...requires.map((required) => `  ${required},`),
            '});',
          ],
        },
        'config.ts': {
          imports: [`import { ${name}Config, ${name}Rule } from '@quartet/${name}';`],
          settings: [`...${name}Config,`],
          rules: [`// What ${name} needs.`, `${name}Rule,`],
        },
      },
      fastify: {
        'app.ts': {
          imports: [`import { ${name}Routes } from '@quartet/${name}/fastify';`],
          routes: [`${name}Routes(server, { ${name} });`, `if (config.isOpen) ${name}Pages(server);`],
        },
      },
    },
  };
}
