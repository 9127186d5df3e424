/** The use cases of plans, subscriptions and payments. */
export const BILLING = Symbol('quartet:billing');
