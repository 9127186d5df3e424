import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Plan, planAdd, planRemove, runPlan, type Tree } from '../index.ts';
import { bytesOf, scratchWorkspace } from '../testing/scratch-workspace.ts';
import { modulesIn, wiredPairs, workspace } from './combinations.ts';

vi.setConfig({ testTimeout: 300_000 });

const run = (root: string, makePlan: (tree: Tree) => Plan) =>
  runPlan({ root, makePlan, isDryRun: false, typeChecks: false });

describe('Taking a module out of a service and adding it again', () => {
  it.each(wiredPairs)('gives the committed bytes: $module in $service', async ({ module, service }) => {
    const root = scratchWorkspace();
    const committed = bytesOf(root);
    const before = modulesIn(root, service);
    await run(root, (tree) => planRemove(tree, { service, modules: [module], cascade: true }));
    expect(modulesIn(root, service)).not.toContain(module);
    expect(bytesOf(root)).not.toEqual(committed);
    await run(root, (tree) => planAdd(tree, { service, modules: before }));
    expect(bytesOf(root)).toEqual(committed);
  });

  it('gives the committed bytes for any modules in any order', async () => {
    const services = fc.constantFrom(...workspace.services);
    const journeys = services.chain(({ name, modules }) =>
      fc.record({
        service: fc.constant(name),
        out: fc.shuffledSubarray(modules, { minLength: 1 }),
        back: fc.shuffledSubarray(modules, { minLength: modules.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(journeys, async ({ service, out, back }) => {
        const root = scratchWorkspace();
        const committed = bytesOf(root);
        for (const module of out)
          await run(root, (tree) => planRemove(tree, { service, modules: [module], cascade: true }));
        for (const module of back) await run(root, (tree) => planAdd(tree, { service, modules: [module] }));
        expect(bytesOf(root)).toEqual(committed);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('changes nothing when it is done a second time', async () => {
    const root = scratchWorkspace();
    const committed = bytesOf(root);
    for (const { name: service, modules } of workspace.services)
      await run(root, (tree) => planAdd(tree, { service, modules }));
    expect(bytesOf(root)).toEqual(committed);
  });
});
