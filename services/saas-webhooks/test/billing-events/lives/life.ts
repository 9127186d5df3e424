import fc from 'fast-check';

const plan = fc.constantFrom('starter', 'growth', 'scale');

/** Test cards by what becomes of them: https://docs.stripe.com/testing. */
const card = fc.constantFrom(
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_chargeCustomerFail',
  'pm_card_authenticationRequired',
  'pm_card_createDispute',
);

const beginning = fc.record({
  /** Months have different ends. */
  day: fc.integer({ min: 0, max: 60 }),
  by: fc.constantFrom('api', 'api', 'checkout'),
  plan,
  quantity: fc.integer({ min: 1, max: 3 }),
  card: fc.option(card, { freq: 6, nil: undefined }),
  trialDays: fc.constantFrom(0, 0, 7, 14),
  withoutCard: fc.constantFrom('create_invoice', 'cancel', 'pause'),
});

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ act: fc.constant('wait'), hours: fc.constantFrom(1, 24, 72, 192, 744) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('change_plan'),
      plan,
      proration: fc.constantFrom('create_prorations', 'always_invoice', 'none'),
    }),
  },
  fc.record({ act: fc.constant('change_quantity'), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ act: fc.constant('add_item'), plan }),
  { weight: 2, arbitrary: fc.record({ act: fc.constant('end_later'), isWanted: fc.boolean() }) },
  fc.record({ act: fc.constant('end_now') }),
  fc.record({ act: fc.constant('end_trial') }),
  fc.record({ act: fc.constant('resume') }),
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('change_card'), card }),
  },
  fc.record({ act: fc.constant('detach_card') }),
  { weight: 2, arbitrary: fc.record({ act: fc.constant('refund'), share: fc.constantFrom(0.3, 1) }) },
  fc.record({
    act: fc.constant('dispute'),
    evidence: fc.constantFrom('winning_evidence', 'losing_evidence', undefined),
  }),
  fc.record({
    act: fc.constant('pause_collection'),
    behavior: fc.constantFrom('keep_as_draft', 'mark_uncollectible', 'void', ''),
  }),
  fc.record({ act: fc.constant('rename'), name: fc.constantFrom('Ada', 'Grace', 'Mary') }),
  fc.record({
    act: fc.constant('settle_invoice'),
    how: fc.constantFrom('pay', 'pay_elsewhere', 'void', 'mark_uncollectible'),
  }),
  fc.record({ act: fc.constant('leave_checkout'), plan }),
  fc.record({ act: fc.constant('delete_customer'), isMeant: fc.constantFrom(false, false, true) }),
);

/**
 * What a customer does over some months. Steps without a wait between them happen in the same second; those that
 * Stripe refuses, such as to end what has ended, change nothing.
 */
export const lifeArbitrary = fc.record({
  beginning,
  steps: fc.array(step, { minLength: 3, maxLength: 14, size: 'max' }),
});

type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
export type Life = ValueOf<typeof lifeArbitrary>;
export type Beginning = Life['beginning'];
export type Step = ValueOf<typeof step>;
