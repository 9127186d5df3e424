import { describe, expect, it } from 'vitest';
import { readCharge } from './charge.ts';
import { readCheckoutSession } from './checkout-session.ts';
import { readCustomer } from './customer.ts';
import { readInvoice } from './invoice.ts';
import { readSubscription } from './subscription.ts';

/** 2026-02-01, a month later, and the moments between. */
const FEBRUARY = 1_769_904_000;
const MARCH = 1_772_323_200;
const at = new Date(FEBRUARY * 1000);
const context = { at };

describe('a subscription', () => {
  const common = {
    id: 'sub_1',
    object: 'subscription',
    customer: 'cus_1',
    status: 'active',
    collection_method: 'charge_automatically',
    created: FEBRUARY,
    start_date: FEBRUARY,
    cancel_at_period_end: true,
    canceled_at: FEBRUARY + 60,
    ended_at: null,
    trial_start: null,
    trial_end: null,
    latest_invoice: 'in_1',
    default_payment_method: 'pm_1',
    default_source: null,
    pause_collection: null,
  };
  const price = {
    id: 'price_1',
    object: 'price',
    lookup_key: 'growth',
    product: 'prod_1',
    unit_amount: 7_900,
    currency: 'usd',
    recurring: { interval: 'month', interval_count: 1 },
  };
  const plan = {
    id: 'price_1',
    object: 'plan',
    product: 'prod_1',
    amount: 7_900,
    currency: 'usd',
    interval: 'month',
    interval_count: 1,
  };
  const period = { current_period_start: FEBRUARY, current_period_end: MARCH };
  const listOf = (...data: object[]) => ({ items: { object: 'list', data, has_more: false } });

  it.each([
    [
      '2020-08-27',
      {
        ...common,
        ...period,
        cancel_at: MARCH,
        discount: null,
        plan,
        quantity: 1,
        ...listOf({ id: 'si_1', plan, price, quantity: 1 }),
      },
    ],
    [
      '2022-11-15, with everything expanded',
      {
        ...common,
        ...period,
        currency: 'usd',
        cancel_at: MARCH,
        customer: { id: 'cus_1', object: 'customer', email: 'ada@example.com' },
        latest_invoice: { id: 'in_1', object: 'invoice' },
        default_payment_method: { id: 'pm_1', object: 'payment_method' },
        ...listOf({ id: 'si_1', plan, price: { ...price, product: { id: 'prod_1' } }, quantity: 1 }),
      },
    ],
    [
      '2024-06-20, with a source instead of a payment method, and no day of cancellation',
      {
        ...common,
        ...period,
        currency: 'usd',
        default_payment_method: null,
        default_source: 'pm_1',
        cancellation_details: { comment: null, feedback: null, reason: null },
        discounts: [],
        ...listOf({ id: 'si_1', price, quantity: 1 }),
      },
    ],
    [
      '2025-03-31.basil',
      {
        ...common,
        currency: 'usd',
        cancel_at: MARCH,
        ...listOf({ id: 'si_1', plan, price, quantity: 1, ...period }),
      },
    ],
    [
      '2026-10-28.endive',
      {
        ...common,
        currency: 'usd',
        cancel_at: MARCH,
        billing_mode: { type: 'flexible', flexible: null },
        cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
        pending_update: null,
        ...listOf({ id: 'si_1', price, quantity: 1, billed_until: MARCH, ...period }),
      },
    ],
  ])('reads the same in version %s', (_version, object) => {
    expect(readSubscription(object)).toEqual({
      id: 'sub_1',
      customerId: 'cus_1',
      status: 'active',
      collectionMethod: 'charge_automatically',
      currency: 'usd',
      currentPeriodStart: new Date(FEBRUARY * 1000),
      currentPeriodEnd: new Date(MARCH * 1000),
      trialStart: null,
      testClockId: null,
      trialEnd: null,
      cancelAtPeriodEnd: true,
      cancelAt: new Date(MARCH * 1000),
      canceledAt: new Date((FEBRUARY + 60) * 1000),
      cancellationReason: null,
      endedAt: null,
      isCollectionPaused: false,
      pendingUpdateExpiresAt: null,
      latestInvoiceId: 'in_1',
      defaultPaymentMethodId: 'pm_1',
      createdAt: new Date(FEBRUARY * 1000),
      items: [
        {
          id: 'si_1',
          position: 0,
          quantity: 1,
          planId: 'growth',
          priceId: 'price_1',
          productId: 'prod_1',
          unitAmountCents: 7_900,
          currency: 'usd',
          interval: 'month',
          intervalCount: 1,
          currentPeriodStart: new Date(FEBRUARY * 1000),
          currentPeriodEnd: new Date(MARCH * 1000),
        },
      ],
    });
  });

  it('of before there were prices is of the plan whose id somebody chose', () => {
    const old = {
      ...common,
      ...period,
      ...listOf({ id: 'si_1', plan: { ...plan, id: 'growth' }, quantity: 2 }),
    };
    expect(readSubscription(old).items).toMatchObject([
      { planId: 'growth', priceId: 'growth', unitAmountCents: 7_900, interval: 'month', quantity: 2 },
    ]);
  });

  it('of several rhythms has the period of the item that renews first', () => {
    const year = { current_period_start: FEBRUARY, current_period_end: FEBRUARY + 31_536_000 };
    const mixed = { ...common, ...listOf({ id: 'si_1', price, ...year }, { id: 'si_2', price, ...period }) };
    expect(readSubscription(mixed).currentPeriodEnd).toEqual(new Date(MARCH * 1000));
  });

  it.each([
    ['no id', { id: undefined }, /The subscription without an id cannot be read \(id: /],
    ['no customer', { customer: null }, /The subscription sub_1 cannot be read \(customer: /],
    ['no status', { status: undefined }, /\(status: /],
    ['a status that does not exist', { status: 'asleep' }, /\(status: /],
    ['no items', { items: undefined }, /\(items: /],
  ])('with %s is an error that names it', (_what, flaw, message) => {
    const flawed = { ...common, ...period, ...listOf({ id: 'si_1', price }), ...flaw };
    expect(() => readSubscription(flawed)).toThrow(message);
  });
});

describe('an invoice', () => {
  const common = {
    id: 'in_1',
    object: 'invoice',
    customer: 'cus_1',
    number: 'A-0001',
    status: 'paid',
    billing_reason: 'subscription_cycle',
    currency: 'usd',
    total: 7_900,
    amount_due: 7_900,
    amount_paid: 7_900,
    amount_remaining: 0,
    attempt_count: 1,
    attempted: true,
    next_payment_attempt: null,
    due_date: null,
    period_start: FEBRUARY,
    period_end: MARCH,
    hosted_invoice_url: 'https://invoice.stripe.com/i/1',
    invoice_pdf: 'https://invoice.stripe.com/i/1/pdf',
    last_finalization_error: null,
    created: FEBRUARY,
    status_transitions: {
      finalized_at: FEBRUARY,
      paid_at: FEBRUARY,
      voided_at: null,
      marked_uncollectible_at: null,
    },
  };
  const versions: [string, object][] = [
    ['2020-03-02', { ...common, paid: true, charge: 'ch_1', payment_intent: 'pi_1', subscription: 'sub_1' }],
    [
      '2022-11-15, expanded',
      { ...common, paid: true, subscription: { id: 'sub_1' }, customer: { id: 'cus_1' } },
    ],
    [
      '2025-03-31.basil',
      {
        ...common,
        parent: {
          type: 'subscription_details',
          subscription_details: { subscription: 'sub_1', metadata: {} },
        },
      },
    ],
    [
      '2026-10-28.endive',
      {
        ...common,
        parent: { quote_details: null, subscription_details: { subscription: { id: 'sub_1' } } },
        payments: { object: 'list', data: [] },
      },
    ],
  ];

  it.each(versions)('reads the same in version %s', (_version, object) => {
    expect(readInvoice(object, context)).toEqual({
      id: 'in_1',
      customerId: 'cus_1',
      subscriptionId: 'sub_1',
      number: 'A-0001',
      status: 'paid',
      billingReason: 'subscription_cycle',
      currency: 'usd',
      totalCents: 7_900,
      amountDueCents: 7_900,
      amountPaidCents: 7_900,
      amountRemainingCents: 0,
      attemptCount: 1,
      nextPaymentAttemptAt: null,
      dueAt: null,
      periodStart: new Date(FEBRUARY * 1000),
      periodEnd: new Date(MARCH * 1000),
      hostedInvoiceUrl: 'https://invoice.stripe.com/i/1',
      invoicePdfUrl: 'https://invoice.stripe.com/i/1/pdf',
      finalizationError: null,
      createdAt: new Date(FEBRUARY * 1000),
      finalizedAt: new Date(FEBRUARY * 1000),
      paidAt: new Date(FEBRUARY * 1000),
      voidedAt: null,
      uncollectibleAt: null,
    });
  });

  it('that was deleted says so, though it looks like a draft', () => {
    const draft = { ...common, status: 'draft' };
    expect(readInvoice(draft, { at, eventType: 'invoice.deleted' }).status).toBe('deleted');
  });

  it('is read without its lists, whatever they hold', () => {
    expect(readInvoice({ ...common, lines: 7, discounts: 'none', account_tax_ids: {} }, context).id).toBe(
      'in_1',
    );
  });
});

describe('a customer', () => {
  const customer = {
    id: 'cus_1',
    email: 'ada@example.com',
    delinquent: false,
    created: FEBRUARY,
    currency: 'usd',
  };

  it.each([
    [
      'with a card as a source',
      { default_source: 'card_1', invoice_settings: { default_payment_method: null } },
    ],
    ['with an expanded source', { default_source: { id: 'card_1', object: 'card' } }],
    [
      'with a payment method',
      { invoice_settings: { default_payment_method: 'card_1' }, default_source: 'src_2' },
    ],
  ])('%s is paid for by it', (_what, more) => {
    expect(readCustomer({ ...customer, ...more }, context).defaultPaymentMethodId).toBe('card_1');
  });

  it('that was deleted is an id, by the event as by the object', () => {
    const gone = {
      id: 'cus_1',
      email: null,
      name: null,
      currency: null,
      defaultPaymentMethodId: null,
      isDelinquent: false,
      isDeleted: true,
      createdAt: null,
      testClockId: null,
    };
    expect(readCustomer(customer, { at, eventType: 'customer.deleted' })).toEqual(gone);
    expect(readCustomer({ id: 'cus_1', object: 'customer', deleted: true }, context)).toEqual(gone);
  });
});

describe('a checkout session', () => {
  const session = { id: 'cs_1', customer: 'cus_1', subscription: 'sub_1', mode: 'subscription' };

  it.each([
    ['checkout.session.completed', 'complete', 'paid'],
    ['checkout.session.expired', 'expired', 'unpaid'],
  ])('of a version that has no status is told by %s', (eventType, status, paymentStatus) => {
    const facts = readCheckoutSession(session, { at, eventType });
    expect(facts).toMatchObject({ status, paymentStatus, createdAt: at, url: null });
  });

  it('says itself how it is, where it does', () => {
    const open = { ...session, status: 'open', payment_status: 'unpaid', url: 'https://pay', created: MARCH };
    expect(readCheckoutSession(open, context)).toMatchObject({
      status: 'open',
      createdAt: new Date(MARCH * 1000),
    });
  });
});

it('a charge is disputed, by its flag as by its dispute', () => {
  const charge = { id: 'ch_1', status: 'succeeded', currency: 'usd', amount: 100, created: FEBRUARY };
  expect(readCharge({ ...charge, dispute: { id: 'dp_1' } }).isDisputed).toBe(true);
  expect(readCharge({ ...charge, disputed: true }).isDisputed).toBe(true);
  expect(readCharge({ ...charge, disputed: false, dispute: null }).isDisputed).toBe(false);
  expect(readCharge({ ...charge, dispute: null }).isDisputed).toBe(false);
});
