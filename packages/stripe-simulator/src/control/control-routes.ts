import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../http/authenticate.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { faultSchema } from '../webhooks/faults.ts';
import { ApiError } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import { apiFaultSchema } from './api-faults.ts';
import type { Control } from './control.ts';

const faultsBody = z.strictObject({ faults: z.array(faultSchema) });
const apiFaultsBody = z.strictObject({ faults: z.array(apiFaultSchema) });
const advanceBody = z.strictObject({ seconds: z.number().int().min(1) });
const resendBody = z.strictObject({ copies: z.number().int().min(1).max(10_000).default(1) });
const emitBody = z.strictObject({
  type: z.string().min(1),
  object: z.record(z.string(), z.unknown()),
  previous_attributes: z.record(z.string(), z.unknown()).optional(),
});
const idSchema = z.object({ id: z.string() });
const filterSchema = z.object({ state: z.enum(['pending', 'delivered', 'failed', 'dropped']).optional() });

/** `/_simulator`: what the simulator does and Stripe does not. JSON, with the same key as the API. */
export function controlRoutes(
  server: FastifyInstance,
  { world, control }: { world: World; control: Control },
): void {
  server.addHook('onRequest', async (request) => {
    authenticate(request.headers.authorization, world.settings.secretKey);
  });
  server.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiError) return reply.status(error.status).send({ error: error.body });
    if (error instanceof z.ZodError) return reply.status(422).send({ error: { issues: error.issues } });
    throw error;
  });

  server.put('/_simulator/faults', (request) => control.setFaults(faultsBody.parse(request.body).faults));
  server.put('/_simulator/api-faults', (request) =>
    control.setApiFaults(apiFaultsBody.parse(request.body).faults),
  );
  server.post('/_simulator/flush', () => control.flush());
  server.post('/_simulator/clock/advance', (request) =>
    control.advance(advanceBody.parse(request.body).seconds),
  );
  server.post('/_simulator/events', (request) => {
    const { type, object, previous_attributes } = emitBody.parse(request.body);
    return control.emit(type, object, previous_attributes);
  });
  server.post('/_simulator/events/:id/resend', (request) => {
    const { id } = idSchema.parse(request.params);
    return control.resend(id, resendBody.parse(request.body ?? {}).copies);
  });
  server.get('/_simulator/deliveries', (request) => {
    const { state } = filterSchema.parse(request.query);
    const wanted = control.deliveries().filter((delivery) => !state || delivery.state === state);
    return { deliveries: wanted.map(presentDelivery) };
  });
}

function presentDelivery({ event, url, state, attempts }: Delivery) {
  return { event: event.id, type: event.type, url, state, attempts };
}
