import { bindRoutes } from '@quartet/http-fastify';
import { defineRoute } from '@quartet/platform/contract';
import { idSchema } from '@quartet/platform/ids';
import { describeAdmission, stopBeforeHandlers, wrongAdmissions } from '@quartet/testing/admission';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startApi } from '../start-api.ts';

const forAdmins = defineRoute({
  name: 'fixture.for_admins',
  method: 'POST',
  path: '/fixture/:id',
  summary: 'A fixture.',
  access: { team: 'admin', param: 'id' },
  params: z.object({ id: idSchema('team') }),
  status: 204,
});
/** The mistake that the walk is there to find: what is meant for admins is open to every member. */
const openToViewers = { ...forAdmins, access: { team: 'viewer', param: 'id' } } as const;

// The routes are known once the service has been built, and each becomes a test.
const api = await startApi({
  prepare: (app) => {
    bindRoutes(app, { openToViewers }, { openToViewers: () => undefined });
    stopBeforeHandlers(app);
  },
});
const contracts = api.app.boundRoutes.filter((route) => route !== openToViewers);
const { callers, teamId } = await describeAdmission(api, contracts);

describe('The walk', () => {
  it('finds a route that lets in more than its access names', async () => {
    const fixture = 'POST /fixture/:id as the team';
    expect(await wrongAdmissions(api, forAdmins, callers, teamId)).toEqual(
      ['member', 'viewer'].flatMap((role) => [
        `${fixture}'s ${role} by bearer: let in instead of 403 forbidden`,
        `${fixture}'s ${role} by cookie: let in instead of 403 forbidden`,
        `${fixture}'s ${role} by cookie from a page of another site: 403 cross_origin instead of 403 forbidden`,
        `${fixture}'s ${role} by cookie from a page that hides where it is: 403 cross_origin instead of 403 forbidden`,
      ]),
    );
  });
});
