import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runTool } from '../../run-tool.ts';
import { ROOT } from '../../workspace.ts';
import { planAdd, planRemove, runPlan } from '../index.ts';
import { boot, documentedBy } from '../testing/boot.ts';
import { bytesOf, scratchWorkspace } from '../testing/scratch-workspace.ts';
import {
  documentedRoutes,
  modulesIn,
  type Pair,
  unwiredPairs,
  wiredPairs,
  workspace,
} from './combinations.ts';

vi.setConfig({ testTimeout: 300_000 });

describe('A service', () => {
  it.each(distinct(wiredPairs))(
    'answers the routes of the rest, and no other, when $module is taken out of $service',
    async ({ module, service }) => {
      const root = await without({ module, service });
      const running = await boot(root, service);
      onTestFinished(running.stop);
      const documented = await documentedBy(running);
      expect(new Set(documented)).toEqual(documentedRoutes(modulesIn(root, service)));
      for (const route of plainRoutes(module)) expect(await statusOf(running, route)).toBe(404);
    },
  );

  it.each(unwiredPairs)(
    'answers the routes of $module when it is added to $service, and is as before without it',
    async ({ module, service }) => {
      const root = scratchWorkspace();
      const committed = bytesOf(root);
      const before = modulesIn(root, service);
      await add(root, { module, service });
      const running = await boot(root, service);
      onTestFinished(running.stop);
      expect(new Set(await documentedBy(running))).toEqual(documentedRoutes(modulesIn(root, service)));
      for (const route of plainRoutes(module)) expect(await statusOf(running, route)).not.toBe(404);
      const added = modulesIn(root, service).filter((name) => !before.includes(name));
      await runPlan({
        root,
        isDryRun: false,
        typeChecks: false,
        makePlan: (tree) => planRemove(tree, { service, modules: added, cascade: false }),
      });
      expect(bytesOf(root)).toEqual(committed);
    },
  );
});

describe('The sources of every service', () => {
  it.each(['fastify', 'nest'] as const)(
    'type-check with each module and without it, in %s',
    async (framework) => {
      const all = scratchWorkspace();
      const services = workspace.services
        .filter((each) => each.framework === framework)
        .map(({ name }) => name);
      const ofThem = (pairs: readonly Pair[]) => pairs.filter(({ service }) => services.includes(service));
      const folders = [
        ...(await Promise.all(
          ofThem(distinct(wiredPairs)).map(async (pair) => ({ pair, root: await without(pair) })),
        )),
        ...(await Promise.all(
          ofThem(unwiredPairs).map(async (pair) => ({ pair, root: await add(scratchWorkspace(), pair) })),
        )),
      ].map(({ pair, root }, index) => {
        const folder = join(all, '.quartet/candidate', `${index}-${pair.module}-${pair.service}`);
        mkdirSync(folder, { recursive: true });
        cpSync(join(root, 'services', pair.service, 'src'), join(folder, 'src'), { recursive: true });
        return folder;
      });
      const base = framework === 'nest' ? 'tsconfig.nest.json' : 'tsconfig.json';
      const config = join(all, '.quartet/candidate/tsconfig.json');
      writeFileSync(
        config,
        JSON.stringify({
          extends: `../../${base}`,
          include: folders.map((folder) => join(folder, 'src')),
          exclude: [],
        }),
      );
      const { output } = await runTool(ROOT, 'tsc', ['-p', config, '--pretty', 'false']);
      expect(output).toBe('');
    },
  );
});

async function without({ module, service }: Pair): Promise<string> {
  const root = scratchWorkspace();
  await runPlan({
    root,
    isDryRun: false,
    typeChecks: false,
    makePlan: (tree) => planRemove(tree, { service, modules: [module], cascade: true }),
  });
  return root;
}

async function add(root: string, { module, service }: Pair): Promise<string> {
  await runPlan({
    root,
    isDryRun: false,
    typeChecks: false,
    makePlan: (tree) => planAdd(tree, { service, modules: [module] }),
  });
  return root;
}

/** Those without an id in the path: an id that nothing has is 404 as well. */
function plainRoutes(module: string): string[] {
  return [...documentedRoutes([module])].filter((route) => !route.includes('{'));
}

async function statusOf(running: Awaited<ReturnType<typeof boot>>, route: string): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  return (await running.call(method, path)).status;
}

/** Modules whose removal takes the same others with it leave the same service. */
function distinct(pairs: readonly Pair[]): Pair[] {
  return pairs.filter(
    (pair, index) => index === pairs.findIndex((other) => remains(other) === remains(pair)),
  );
}

function remains({ module, service }: Pair): string {
  const gone = new Set([module]);
  for (const { name, requires } of workspace.manifests)
    if (requires.some((required) => gone.has(required))) gone.add(name);
  const modules = workspace.services.find(({ name }) => name === service)?.modules ?? [];
  return `${service}: ${modules.filter((name) => !gone.has(name)).join()}`;
}
