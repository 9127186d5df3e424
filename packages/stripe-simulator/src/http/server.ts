import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import type { ApiFaults } from '../control/api-faults.ts';
import type { Control } from '../control/control.ts';
import { controlRoutes } from '../control/control-routes.ts';
import { recordRequests } from '../journal/record-requests.ts';
import type { Recorder } from '../journal/recorder.ts';
import { checkoutPages } from '../pages/checkout-pages.ts';
import { invoicePages } from '../pages/invoice-pages.ts';
import { portalPages } from '../pages/portal-pages.ts';
import { startPages } from '../pages/start-pages.ts';
import { allRoutes } from '../resources/index.ts';
import type { World } from '../world/create-world.ts';
import { apiRoutes } from './api.ts';
import { acceptForms, parseForm } from './form.ts';

/** The API, the hosted pages and the control routes as one server. */
export function createServer(parts: {
  world: World;
  control: Control;
  apiFaults: ApiFaults;
  recorder: Recorder;
  nextRequestId: () => string;
}): FastifyInstance {
  const { world, control, apiFaults, recorder, nextRequestId } = parts;
  const server = fastify({
    forceCloseConnections: true,
    routerOptions: { querystringParser: parseForm, maxParamLength: 200 },
  });
  acceptForms(server);
  server.addHook('onRequest', async (request, reply) => {
    world.mainTimeline.runDue();
    const fault = apiFaults.take(request.url);
    if (fault?.kind === 'delay') await sleep(fault.delayMs);
    if (fault?.kind === 'disconnect') {
      reply.hijack();
      reply.raw.destroy();
    }
    if (fault?.kind === 'error') {
      const type = fault.status === 429 ? 'rate_limit_error' : 'api_error';
      return reply.status(fault.status).send({ error: { type, message: 'A fault that was asked for.' } });
    }
    return undefined;
  });
  recordRequests(server, recorder);
  server.get('/health/live', () => ({ status: 'ok' }));
  startPages(server, { world, control });
  checkoutPages(server, { world });
  invoicePages(server, { world });
  portalPages(server, { world });
  // Each of the two has hooks of its own.
  server.register((scope, _options, done) => {
    apiRoutes(scope, { world, routes: allRoutes, nextRequestId });
    done();
  });
  server.register((scope, _options, done) => {
    controlRoutes(scope, { world, control });
    done();
  });
  return server;
}
