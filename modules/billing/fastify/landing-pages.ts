import { textPage } from '@quartet/mail/fastify';
import { pathOf, type Route } from '@quartet/platform/contract';
import { type Html, html } from '@quartet/platform/html';
import type { FastifyInstance } from 'fastify';
import { billingContract } from '../src/contract.ts';
import { billingPages } from '../src/index.ts';

/** The pages that the provider's pages lead back to, for an installation without a front end. */
export function billingLandingPages(server: FastifyInstance): void {
  textPage(server, {
    path: billingPages.success,
    title: 'Thank you',
    text: html`<p>Your subscription is being set up, which takes a moment.</p>
<p>${call(billingContract.current)} shows it, and ${call(billingContract.listEntitlements)} what it gives.</p>`,
  });
  textPage(server, {
    path: billingPages.cancel,
    title: 'Nothing was bought',
    text: html`<p>${call(billingContract.checkout)} opens the payment page again.</p>`,
  });
  textPage(server, {
    path: billingPages.billing,
    title: 'Billing',
    text: html`<p>${call(billingContract.current)} shows the subscription, and
${call(billingContract.listInvoices)} its invoices.</p>`,
  });
}

function call(route: Route): Html {
  return html`<code>${route.method} ${pathOf(route)}</code>`;
}
