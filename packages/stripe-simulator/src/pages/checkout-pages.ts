import { type Html, html } from '@quartet/platform/html';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type PageResult, payAuthenticated, payWithCard, startWithoutCard } from '../checkout/pay-session.ts';
import { inWords } from '../invoices/invoice-lines.ts';
import type { World } from '../world/create-world.ts';
import type { CheckoutSession } from '../world/wire.ts';
import { parseCardForm } from './card-form.ts';
import { cardFields, problem, sendPage } from './page.ts';

const idSchema = z.object({ id: z.string() });
const answerSchema = z.object({ payment_method: z.string(), outcome: z.enum(['pass', 'fail']) });
const questionSchema = z.object({ payment_method: z.string() });

/** The hosted payment page of a checkout session, and the bank's question on the way. */
export function checkoutPages(server: FastifyInstance, { world }: { world: World }): void {
  server.get('/pay/:id', (request, reply) => {
    const session = openSession(request.params);
    return session ? show(reply, 200, session) : closed(reply);
  });

  server.post('/pay/:id', (request, reply) => {
    const session = openSession(request.params);
    if (!session) return closed(reply);
    const { number, card, ...payer } = parseCardForm(request.body);
    if (!number && isCardOptional(session))
      return follow(reply, session, startWithoutCard(world, session, payer));
    if (!card) return show(reply, 422, session, 'Your card number is incorrect.');
    return follow(reply, session, payWithCard(world, session, card, payer));
  });

  server.get('/pay/:id/authenticate', (request, reply) => {
    const session = openSession(request.params);
    if (!session) return closed(reply);
    const { payment_method } = questionSchema.parse(request.query);
    return sendPage(reply, 200, '3-D Secure', question(`/pay/${session.id}/authenticate`, payment_method));
  });

  server.post('/pay/:id/authenticate', (request, reply) => {
    const session = openSession(request.params);
    if (!session) return closed(reply);
    const { payment_method, outcome } = answerSchema.parse(request.body);
    if (outcome === 'fail') {
      return show(reply, 402, session, 'We are unable to authenticate your payment method.');
    }
    return follow(reply, session, payAuthenticated(world, session, payment_method));
  });

  function openSession(params: unknown): CheckoutSession | undefined {
    const session = world.store.checkoutSessions.find(idSchema.parse(params).id);
    return session?.status === 'open' ? session : undefined;
  }

  function follow(reply: FastifyReply, session: CheckoutSession, result: PageResult): FastifyReply {
    if (result.outcome === 'declined') return show(reply, 402, session, 'Your card was declined.');
    if (result.outcome === 'requires_action') {
      return reply.redirect(`/pay/${session.id}/authenticate?payment_method=${result.paymentMethod}`, 303);
    }
    return reply.redirect(successUrl(session), 303);
  }

  function show(reply: FastifyReply, status: number, session: CheckoutSession, error?: string): FastifyReply {
    const { id, amount_total, currency, customer, customer_email, cancel_url } = session;
    const lines = world.store.checkoutOrders.get(id)?.lines ?? [];
    const total = inWords(amount_total ?? 0, currency ?? 'usd');
    const body = html`${problem(error)}
<ul>${lines.map(({ description, quantity }) => html`<li>${quantity ?? 1} × ${description ?? ''}</li>`)}</ul>
<p>Due today: <strong>${total}</strong></p>
<form method="post" action="/pay/${id}">
${customer || customer_email ? html`` : html`<label>Email <input name="email" type="email" required></label>`}
${isCardOptional(session) ? html`` : cardFields()}
<label>Name on card <input name="name" autocomplete="off"></label>
<button>Subscribe</button></form>
${cancel_url ? html`<p><a href="${cancel_url}">Back</a></p>` : html``}`;
    return sendPage(reply, status, 'Subscribe', body);
  }
}

/** The bank's question as a form. */
export function question(action: string, paymentMethod: string): Html {
  return html`<p>Your bank asks whether it is you.</p>
<form method="post" action="${action}"><input type="hidden" name="payment_method" value="${paymentMethod}">
<button name="outcome" value="pass">Complete</button> <button name="outcome" value="fail">Fail</button></form>`;
}

/** https://docs.stripe.com/payments/checkout/custom-success-page */
function successUrl({ id, success_url }: CheckoutSession): string {
  return (success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id);
}

function isCardOptional({ amount_total, payment_method_collection }: CheckoutSession): boolean {
  return payment_method_collection === 'if_required' && amount_total === 0;
}

function closed(reply: FastifyReply): FastifyReply {
  return sendPage(
    reply,
    404,
    'This page is no longer open',
    html`<p>The session is paid, expired or unknown.</p>`,
  );
}
