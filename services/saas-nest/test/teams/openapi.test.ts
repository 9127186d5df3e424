import { buildApp, service } from '@quartet/saas-api';
import { declaration, rules } from '@quartet/saas-api/config';
import { openApiDifferences } from '@quartet/testing/openapi';
import { startService } from '@quartet/testing/service';
import { expect, it, onTestFinished } from 'vitest';
import { startNest } from '../start-nest.ts';

it('the OpenAPI documents of saas-nest and saas-api are the same but for title and server', async () => {
  const [api, nest] = await Promise.all([
    startService({ service, declaration, rules, buildApp }),
    startNest(),
  ]);
  onTestFinished(async () => void (await Promise.all([api.stop(), nest.stop()])));
  const tags = [...new Set(nest.app.boundRoutes.map(({ name }) => name.split('.')[0] ?? name))];
  expect(tags).toContain('teams');
  expect(await openApiDifferences(api.url, nest.url, tags)).toEqual([]);
});
