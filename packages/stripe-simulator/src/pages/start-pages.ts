import { html } from '@quartet/platform/html';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Control } from '../control/control.ts';
import { isByPersonHere } from '../http/local-request.ts';
import { createPortalSession } from '../resources/portal-sessions.ts';
import { addPeriods } from '../world/calendar.ts';
import type { World } from '../world/create-world.ts';
import { sendPage } from './page.ts';
import { startPage } from './start-page.ts';

const idSchema = z.object({ id: z.string() });
const stepSchema = z.object({ step: z.enum(['day', 'month']) });

/** What people at this machine see of the simulated account, and how they move its time. */
export function startPages(
  server: FastifyInstance,
  { world, control }: { world: World; control: Control },
): void {
  const { store, mainTimeline } = world;

  server.get('/', (request, reply) =>
    isByPersonHere(request) ? sendPage(reply, 200, 'A Stripe of your own', startPage(world)) : notHere(reply),
  );

  server.get('/events/:id', (request, reply) => {
    const event = isByPersonHere(request) ? store.events.find(idSchema.parse(request.params).id) : undefined;
    if (!event) return notHere(reply);
    const body = html`<pre>${JSON.stringify(event, null, 2)}</pre><p><a href="/">Back</a></p>`;
    return sendPage(reply, 200, event.type, body);
  });

  server.post('/customers/:id/portal', { onRequest: onlyLocal }, (request, reply) => {
    const customer = customerOf(request);
    if (!customer) return notHere(reply);
    const { id } = createPortalSession(world, { customer: customer.id, return_url: '/' });
    return reply.redirect(`/portal/${id}`, 303);
  });

  server.post('/clock', { onRequest: onlyLocal }, (request, reply) => {
    const wanted = stepSchema.safeParse(request.body);
    if (!wanted.success) return notHere(reply);
    const now = mainTimeline.now();
    const later = addPeriods(now, { interval: wanted.data.step, interval_count: 1 }, 1);
    void control.advance(later - now);
    return reply.redirect('/', 303);
  });

  function customerOf({ params }: FastifyRequest) {
    return store.customers.find(idSchema.parse(params).id);
  }
}

/** Before the handler, whose request is written down: a replay of the journal would be let through. */
async function onlyLocal(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  return isByPersonHere(request) ? undefined : notHere(reply);
}

function notHere(reply: FastifyReply): FastifyReply {
  const body = html`<p>There is nothing here, or it is only for people at the machine of the simulator.</p>`;
  return sendPage(reply, 404, 'Nothing to see', body);
}
