import { createRequire } from 'node:module';
import type { StripeSync as Engine } from '@supabase/stripe-sync-engine';

// Its ES module looks for the migrations by a name that only CommonJS has.
const { runMigrations, StripeSync } = createRequire(import.meta.url)(
  '@supabase/stripe-sync-engine',
) as typeof import('@supabase/stripe-sync-engine');

const SCHEMA = 'stripe';

/**
 * The sync engine as its documentation sets it up, without calls to Stripe: from what events carry, and without
 * fetching what they refer to.
 *
 * @param databaseUrl as a superuser: its migrations give tables to the role postgres
 */
export async function openSyncEngine(databaseUrl: string, connections: number): Promise<Engine> {
  await runMigrations({ databaseUrl, schema: SCHEMA });
  return new StripeSync({
    poolConfig: { connectionString: databaseUrl, max: connections },
    schema: SCHEMA,
    stripeSecretKey: 'sk_test_of_the_bench',
    stripeWebhookSecret: 'whsec_of_the_bench',
    backfillRelatedEntities: false,
    autoExpandLists: false,
  });
}
