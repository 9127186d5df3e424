import { html } from '@quartet/platform/html';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { inWords } from '../invoices/invoice-lines.ts';
import { answerAuthentication, intentOf, payInvoice } from '../invoices/pay-invoice.ts';
import { createMethod } from '../payments/own-method.ts';
import type { World } from '../world/create-world.ts';
import type { Invoice } from '../world/wire.ts';
import { parseCardForm } from './card-form.ts';
import { question } from './checkout-pages.ts';
import { cardFields, problem, sendPage } from './page.ts';

const idSchema = z.object({ id: z.string() });
const answerSchema = z.object({ outcome: z.enum(['pass', 'fail']) });

/** The page on which an open invoice can be paid, and the one of a bank that asks about an intent. */
export function invoicePages(server: FastifyInstance, { world }: { world: World }): void {
  server.get('/invoices/:id', (request, reply) => {
    const invoice = world.store.invoices.find(idSchema.parse(request.params).id);
    return invoice ? show(reply, 200, invoice) : unknown(reply);
  });

  server.post('/invoices/:id', (request, reply) => {
    const invoice = world.store.invoices.find(idSchema.parse(request.params).id);
    if (invoice?.status !== 'open') return unknown(reply);
    const { card, ...payer } = parseCardForm(request.body);
    if (!card) return show(reply, 422, invoice, 'Your card number is incorrect.');
    const result = payInvoice(world, invoice.id, { method: createMethod(world, card, payer) });
    if (result === 'requires_action') return reply.redirect(`/3ds/${intentOf(world, invoice.id)}`, 303);
    if (result === 'failed') return show(reply, 402, invoice, 'Your card was declined.');
    return reply.redirect(`/invoices/${invoice.id}`, 303);
  });

  server.get('/3ds/:id', (request, reply) => {
    const intent = world.store.paymentIntents.find(idSchema.parse(request.params).id);
    if (intent?.status !== 'requires_action') return unknown(reply);
    return sendPage(reply, 200, '3-D Secure', question(`/3ds/${intent.id}`, intent.payment_method ?? ''));
  });

  server.post('/3ds/:id', (request, reply) => {
    const { id } = idSchema.parse(request.params);
    if (!world.store.paymentIntents.find(id)) return unknown(reply);
    const { outcome } = answerSchema.parse(request.body);
    const result = answerAuthentication(world, id, outcome === 'pass');
    const isPaid = result === 'succeeded';
    return sendPage(
      reply,
      isPaid ? 200 : 402,
      isPaid ? 'Authenticated' : 'Not authenticated',
      html`<p>${isPaid ? 'The payment went through.' : 'The payment did not go through.'}</p>`,
    );
  });
}

function show(reply: FastifyReply, status: number, invoice: Invoice, error?: string): FastifyReply {
  const { id, number, amount_due, currency, lines } = invoice;
  const body = html`${problem(error)}
<ul>${lines.data.map(({ description, amount }) => html`<li>${description ?? ''}: ${inWords(amount, currency)}</li>`)}</ul>
<p>${inWords(amount_due, currency)}, ${invoice.status ?? 'draft'}</p>
${
  invoice.status === 'open'
    ? html`<form method="post" action="/invoices/${id}">${cardFields()}<button>Pay</button></form>`
    : html``
}`;
  return sendPage(reply, status, `Invoice ${number ?? id}`, body);
}

function unknown(reply: FastifyReply): FastifyReply {
  return sendPage(reply, 404, 'Nothing to do here', html`<p>There is nothing to pay or to answer.</p>`);
}
