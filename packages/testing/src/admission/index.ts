import type { Server } from '@quartet/http-fastify';
import type { Route } from '@quartet/platform/contract';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../service/index.ts';
import { wrongAdmissions } from './admission.ts';
import { everyKindOfCaller } from './callers.ts';

export { stopBeforeHandlers, wrongAdmissions } from './admission.ts';

/**
 * Walks routes of a running service as every kind of caller by every credential; each route becomes a test.
 *
 * @param api whose requests end before their handlers, by {@link stopBeforeHandlers}
 * @returns the callers and their team, for tests of the walk itself
 */
export async function describeAdmission(api: RunningService<Server>, routes: readonly Route[]) {
  const walk = await everyKindOfCaller(api);
  afterAll(() => api.stop());

  describe.each(routes)('$method $path', (route) => {
    it('lets in exactly those whom its access names', async () => {
      expect(await wrongAdmissions(api, route, walk.callers, walk.teamId)).toEqual([]);
    });
  });
  return walk;
}
