import { type Html, html } from '@quartet/platform/html';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { priceInWords } from '../invoices/invoice-lines.ts';
import { cardByNumber } from '../payments/cards.ts';
import { createMethod, ownMethod } from '../payments/own-method.ts';
import { currentPeriod } from '../subscriptions/period.ts';
import { isOver } from '../subscriptions/status.ts';
import { updateSubscription } from '../subscriptions/update-subscription.ts';
import { ApiError } from '../world/api-error.ts';
import type { World } from '../world/create-world.ts';
import type { PortalSession, Price, Subscription } from '../world/wire.ts';
import { cardFields, problem, sendPage } from './page.ts';

const idSchema = z.object({ id: z.string() });
const actionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('cancel'), subscription: z.string() }),
  z.object({ action: z.literal('resume'), subscription: z.string() }),
  z.object({ action: z.literal('change_plan'), subscription: z.string(), price: z.string() }),
  z.object({ action: z.literal('change_card'), number: z.string() }),
]);
type Action = z.output<typeof actionSchema>;

/** The customer portal: cancel, resume, change the plan or the card. */
export function portalPages(server: FastifyInstance, { world }: { world: World }): void {
  server.get('/portal/:id', (request, reply) => {
    const session = world.store.portalSessions.find(idSchema.parse(request.params).id);
    return session ? show(reply, 200, session) : unknown(reply);
  });

  server.post('/portal/:id', (request, reply) => {
    const session = world.store.portalSessions.find(idSchema.parse(request.params).id);
    if (!session) return unknown(reply);
    const action = actionSchema.safeParse(request.body);
    if (!action.success) return show(reply, 422, session, 'This cannot be done here.');
    try {
      perform(world, session, action.data);
    } catch (error) {
      if (error instanceof ApiError) return show(reply, error.status, session, error.message);
      throw error;
    }
    return reply.redirect(`/portal/${session.id}`, 303);
  });

  function show(reply: FastifyReply, status: number, session: PortalSession, error?: string): FastifyReply {
    const { store } = world;
    const subscriptions = store.subscriptions.of(session.customer).filter(({ status }) => !isOver(status));
    const prices = store.prices.list().filter(({ active, type }) => active && type === 'recurring');
    const action = `/portal/${session.id}`;
    const body = html`${problem(error)}
${subscriptions.map((subscription) => section(action, subscription, prices))}
<h2>Card</h2><form method="post" action="${action}"><input type="hidden" name="action" value="change_card">
${cardFields()}<button>Change card</button></form>
${session.return_url ? html`<p><a href="${session.return_url}">Back</a></p>` : html``}`;
    return sendPage(reply, status, 'Billing', body);
  }
}

function perform(world: World, { customer }: PortalSession, action: Action): void {
  if (action.action === 'change_card') {
    changeCard(world, customer, action.number);
    return;
  }
  const subscription = world.store.subscriptions.get(action.subscription);
  if (subscription.customer !== customer) world.store.subscriptions.get('');
  if (action.action === 'change_plan') {
    const id = subscription.items.data[0]?.id ?? '';
    updateSubscription(world, subscription.id, { items: [{ id, price: action.price }] });
  } else {
    updateSubscription(world, subscription.id, { cancel_at_period_end: action.action === 'cancel' });
  }
}

/** The new card pays for everything from now on. */
function changeCard(world: World, customer: string, number: string): void {
  const card = cardByNumber(number);
  if (!card) throw new ApiError(422, { type: 'card_error', message: 'Your card number is incorrect.' });
  const method = ownMethod(world, createMethod(world, card).id, customer);
  // The portal's form includes the bank's question, so that the card is set up when it is kept.
  world.store.methodsSetUp.add(method.id);
  const { invoice_settings } = world.store.customers.get(customer);
  const patch = { invoice_settings: { ...invoice_settings, default_payment_method: method.id } };
  world.change(world.store.customers, customer, patch, 'customer.updated');
  for (const { id, status } of world.store.subscriptions.of(customer)) {
    if (!isOver(status)) updateSubscription(world, id, { default_payment_method: method.id });
  }
}

function section(action: string, subscription: Subscription, prices: Price[]): Html {
  const { id, status, cancel_at_period_end, items } = subscription;
  const end = new Date(currentPeriod(subscription).end * 1000).toISOString().slice(0, 10);
  const [wish, words] = cancel_at_period_end ? ['resume', 'Resume'] : ['cancel', 'Cancel at period end'];
  const options = prices.map(
    (price) =>
      html`<option value="${price.id}">${price.nickname ?? price.lookup_key ?? price.id}, ${priceInWords(price)}</option>`,
  );
  return html`<h2>${items.data.map(({ price }) => priceInWords(price)).join(', ')}</h2>
<p>${status}, ${cancel_at_period_end ? 'ends' : 'renews'} on ${end}</p>
<form method="post" action="${action}"><input type="hidden" name="subscription" value="${id}">
<button name="action" value="${wish}">${words}</button></form>
<form method="post" action="${action}"><input type="hidden" name="subscription" value="${id}">
<label>Plan <select name="price">${options}</select></label>
<button name="action" value="change_plan">Change plan</button></form>`;
}

function unknown(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, 'Unknown session', html`<p>Ask for a new link to the portal.</p>`);
}
