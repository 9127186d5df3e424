import { buildApp, service } from '@quartet/saas-api';
import { declaration, rules } from '@quartet/saas-api/config';
import { differenceIn, generatedConversations } from '@quartet/testing/differential';
import { startService } from '@quartet/testing/service';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { startNest } from '../start-nest.ts';

/** A failure prints the seed and the path to it. */
const RUNS = 25;

it('nobody can tell saas-nest from saas-api by what it answers to right and wrong requests', async () => {
  const [api, nest] = await Promise.all([
    startService({ service, declaration, rules, buildApp }),
    startNest(),
  ]);
  onTestFinished(async () => void (await Promise.all([api.stop(), nest.stop()])));
  await fc.assert(
    fc.asyncProperty(generatedConversations(nest.app.boundRoutes), async (conversation) => {
      expect(await differenceIn(conversation, [api, nest])).toBeUndefined();
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000);
