/** A plan as it is sold. The catalogue is this list; the database holds a copy of it for everything else to refer to. */
export interface Plan {
  id: string;
  name: string;
  priceCents: number;
  /** ISO 4217, lower case as Stripe writes it. */
  currency: string;
  interval: 'month' | 'year';
  /** Days before the first charge of somebody's first subscription; 0 for none. */
  trialDays: number;
  features: readonly Feature[];
}

/** What a plan gives: a right, or a quantity of something. */
interface Feature {
  key: string;
  description: string;
  /** How many, for what is counted; nothing where it is not. */
  quota?: number;
}

/** In the order of a price page. */
export const plans: readonly Plan[] = [
  {
    id: 'starter',
    name: 'Starter',
    priceCents: 19_00,
    currency: 'usd',
    interval: 'month',
    trialDays: 14,
    features: [
      { key: 'seats', description: '3 members', quota: 3 },
      { key: 'projects', description: '5 projects', quota: 5 },
      { key: 'api_calls', description: '10,000 API calls a month', quota: 10_000 },
      { key: 'email_support', description: 'Support by e-mail' },
    ],
  },
  {
    id: 'growth',
    name: 'Growth',
    priceCents: 79_00,
    currency: 'usd',
    interval: 'month',
    trialDays: 0,
    features: [
      { key: 'seats', description: '15 members', quota: 15 },
      { key: 'projects', description: '50 projects', quota: 50 },
      { key: 'api_calls', description: '250,000 API calls a month', quota: 250_000 },
      { key: 'audit_log_days', description: 'Audit log of 30 days', quota: 30 },
      { key: 'email_support', description: 'Support by e-mail' },
    ],
  },
  {
    id: 'scale',
    name: 'Scale',
    priceCents: 249_00,
    currency: 'usd',
    interval: 'month',
    trialDays: 0,
    features: [
      { key: 'seats', description: '100 members', quota: 100 },
      { key: 'projects', description: 'Any number of projects' },
      { key: 'api_calls', description: '5,000,000 API calls a month', quota: 5_000_000 },
      { key: 'audit_log_days', description: 'Audit log of a year', quota: 365 },
      { key: 'single_sign_on', description: 'Single sign-on' },
      { key: 'priority_support', description: 'Support within four hours' },
    ],
  },
];
