import { type Html, html } from '@quartet/platform/html';
import { inWords, priceInWords } from '../invoices/invoice-lines.ts';
import type { World } from '../world/create-world.ts';
import type { SimulatedEvent } from '../world/event.ts';
import type { CheckoutSession, Customer, Subscription } from '../world/wire.ts';

/** How many of each kind are shown, the latest first. */
const SHOWN = 10;

/** What the account holds, the cards that it knows, and its clock. */
export function startPage({ store, mainTimeline }: World): Html {
  return html`<p>This stands in for Stripe while you develop: checkout, portal, invoices and signed events, with no
account and no money.</p>
<h2>Clock</h2>
<p>It is ${inMinutes(mainTimeline.now())} UTC here. What becomes due on the way happens: renewals, retries of payments, ends
of trials.</p>
<form method="post" action="/clock"><button name="step" value="day">A day on</button>
<button name="step" value="month">A month on</button></form>
<h2>Test cards</h2>
${TEST_CARDS}
${section('Checkout sessions', store.checkoutSessions.list(), sessionRow)}
${section('Customers', store.customers.list(), customerRow)}
${section('Subscriptions', store.subscriptions.list(), subscriptionRow)}
${section('Events', store.events.list(), eventRow)}`;
}

const TEST_CARDS = html`<table>
<tr><td>4242 4242 4242 4242</td><td>succeeds</td></tr>
<tr><td>4000 0000 0000 0002</td><td>is declined</td></tr>
<tr><td>4000 0025 0000 3155</td><td>needs action: the bank asks</td></tr>
<tr><td>4000 0000 0000 0341</td><td>is kept, and declined when it is charged</td></tr>
<tr><td>4000 0000 0000 0259</td><td>succeeds, and is disputed afterwards</td></tr>
</table>`;

function section<T>(title: string, all: readonly T[], row: (object: T) => Html): Html {
  if (all.length === 0) return html`<h2>${title}</h2><p>None yet.</p>`;
  const more =
    all.length > SHOWN ? html`<p><small>The latest ${SHOWN} of ${all.length}.</small></p>` : html``;
  return html`<h2>${title}</h2><table>${all.slice(0, SHOWN).map(row)}</table>${more}`;
}

function sessionRow({ id, status, amount_total, currency, created }: CheckoutSession): Html {
  const page = status === 'open' ? html`<a href="/pay/${id}">Pay</a>` : html`${status ?? ''}`;
  return html`<tr><td class="when">${inMinutes(created)}</td><td>${inWords(amount_total ?? 0, currency ?? 'usd')}</td><td>${page}</td></tr>`;
}

function customerRow({ id, email, name }: Customer): Html {
  return html`<tr><td>${email ?? name ?? id}</td><td><form class="line" method="post" action="/customers/${id}/portal">
<button>Portal</button></form></td></tr>`;
}

function subscriptionRow({ status, items, latest_invoice }: Subscription): Html {
  const link = latest_invoice ? html`<a href="/invoices/${latest_invoice}">Latest invoice</a>` : html``;
  const plans = items.data.map(({ price }) => `${price.lookup_key ?? price.id}, ${priceInWords(price)}`);
  return html`<tr><td>${plans.join('; ')}</td><td>${status}</td><td>${link}</td></tr>`;
}

function eventRow({ id, type, created, pending_webhooks }: SimulatedEvent): Html {
  const state = pending_webhooks === 0 ? 'delivered' : 'pending';
  return html`<tr><td class="when">${inMinutes(created)}</td><td><a href="/events/${id}">${type}</a></td><td>${state}</td></tr>`;
}

/** As in `2026-01-31 10:00`, in UTC. */
function inMinutes(moment: number): string {
  return new Date(moment * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
