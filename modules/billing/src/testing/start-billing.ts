import { createAudit } from '@quartet/audit';
import { loadConfig, platformConfig } from '@quartet/platform/config';
import type { RequestOrigin, TeamRole, UserCaller } from '@quartet/platform/contract';
import { createDatabase, type Database } from '@quartet/platform/database';
import { type Id, newId } from '@quartet/platform/ids';
import { createLog, type Log } from '@quartet/platform/log';
import { createTeams, type Teams } from '@quartet/teams';
import { createTestDatabase } from '@quartet/testing/postgres';
import { type MovableClock, movableClock } from '@quartet/testing/service';
import { createEffects, createWebhooks, webhookSettings, webhooksConfig } from '@quartet/webhooks';
import { sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { expect } from 'vitest';
import type { BillingCore } from '../core.ts';
import { type Billing, createBilling, publishPlans, returnPagesAt, seedPlans } from '../index.ts';
import { createObserver, createProviderReads } from '../observing/index.ts';
import { createBillingProjector } from '../projection/create-billing-projector.ts';
import { cards, type SimulatedStripe, startSimulatedStripe } from './simulated-stripe.ts';

export const origin: RequestOrigin = { requestId: 'request-1', address: '192.0.2.7', userAgent: undefined };

/** What a refusal with this code looks like. */
export function refusal(code: string) {
  return { name: 'DomainError', definition: expect.objectContaining({ code }) };
}

/** Billing on a database of its own, before a simulated Stripe that has the plans on sale. */
export interface BillingFixture {
  billing: Billing;
  /** What it stands on, to make a second one with something else in it. */
  core: BillingCore;
  db: Database;
  clock: MovableClock;
  teams: Teams;
  stripe: SimulatedStripe;
  aPerson(): Promise<UserCaller>;
  /** A new team of the person's. */
  aTeamOf(owner: UserCaller): Promise<Id<'team'>>;
  join(teamId: Id<'team'>, person: UserCaller, role: TeamRole): Promise<void>;
  /** Opens a page and pays on it; the projection has followed. Resolves to the id of the subscription. */
  subscribe(asked: { caller: UserCaller; plan_id: string; team_id?: Id<'team'> }): Promise<string>;
  /** Has the projection follow a subscription and its last invoice. */
  follow(subscriptionId: string): Promise<void>;
  /** Has it follow an object. */
  refresh(objectKey: string): Promise<unknown>;
  rowsOf(statement: ReturnType<typeof sql>): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function startBilling(): Promise<BillingFixture> {
  const [base, stripe] = await Promise.all([createTestDatabase(), startSimulatedStripe()]);
  const log = createLog({ service: 'billing-test', level: 'silent' });
  const db = createDatabase({ url: base.url, applicationName: 'billing-test', log });
  const owner = createDatabase({ url: base.ownerUrl, actsAs: 'login', applicationName: 'owner', log });
  await Promise.all([seedPlans(owner), publishPlans(stripe.gateway)]);
  const clock = movableClock();
  const audit = createAudit({ clock });
  const teams = createTeams({ db, clock, audit, mail: { enqueue: () => Promise.resolve() } });
  const refresh = refreshing({ db, clock, log, gateway: stripe.gateway });
  const follow = async (subscriptionId: string) => {
    const subscription = await stripe.gateway.readObject(`subscription:${subscriptionId}`);
    await refresh(`subscription:${subscriptionId}`);
    await refresh(`invoice:${subscription?.latest_invoice}`);
  };
  const core: BillingCore = {
    db,
    clock,
    audit,
    log,
    teams,
    gateway: stripe.gateway,
    refresh,
    pages: returnPagesAt('https://app.example.com'),
  };
  const billing = createBilling(core);
  return {
    billing,
    core,
    db,
    clock,
    teams,
    stripe,
    aPerson: () => aPerson(owner),
    aTeamOf: async (caller) => (await teams.create({ caller, origin, name: 'Engines' })).team.id,
    async join(teamId, { userId }, role) {
      await db.scoped({ teamId }, (tx) =>
        tx.execute(sql`
          insert into memberships (team_id, user_id, role, created_at)
          values (${teamId}, ${userId}, ${role}, now())`),
      );
    },
    async subscribe(asked) {
      const { checkout } = await billing.openCheckout({ ...asked, origin });
      await stripe.payAt(checkout.url, cards.good);
      const session = await stripe.gateway.readObject(`checkout.session:${checkout.id}`);
      await refresh(`checkout.session:${checkout.id}`);
      await follow(String(session?.subscription));
      return String(session?.subscription);
    },
    follow,
    refresh,
    rowsOf: async (statement) => (await owner.orm.execute(statement)).rows,
    close: async () => {
      await Promise.all([db.close(), owner.close(), stripe.close()]);
      await base.drop();
    },
  };
}

/** Brings objects up to date by a look, as services do after a change. */
function refreshing({
  db,
  clock,
  log,
  gateway,
}: Pick<BillingCore, 'db' | 'clock' | 'gateway'> & { log: Log }) {
  const registry = new Registry();
  const reads = createProviderReads({ clock, log, registry, perSecond: 1_000 });
  const webhooks = createWebhooks({
    db,
    clock,
    log,
    registry,
    providers: [],
    projector: createBillingProjector({
      clock,
      livemode: gateway.livemode,
      graceDays: 14,
      effects: createEffects({ clock }),
      observe: createObserver({ gateway, reads, clock }),
    }),
    settings: webhookSettings(
      loadConfig({ environment: platformConfig.environment, ...webhooksConfig }, { env: {} }),
    ),
    random: Math.random,
  });
  return (objectKey: string) =>
    webhooks.refreshNow({ provider: 'stripe', account: '', livemode: gateway.livemode, objectKey });
}

async function aPerson(db: Database): Promise<UserCaller> {
  const userId = newId('user');
  const email = `${userId}@example.com`;
  await db.orm.execute(sql`
    insert into users (id, email, full_name, created_at, updated_at)
    values (${userId}, ${email}, 'Ada Lovelace', now(), now())`);
  return {
    kind: 'user',
    userId,
    sessionId: newId('session'),
    email,
    emailVerified: false,
    fullName: 'Ada Lovelace',
    createdAt: new Date(),
    credential: 'bearer',
  };
}
