import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { z } from 'zod';
import {
  type Answer,
  type CallOptions,
  codeOf,
  createApi,
  newEmail,
  PASSWORD,
  signInShape,
  tokensShape,
} from '../service/index.ts';

/** Somebody who was told that they are registered. */
export interface Visitor {
  email: string;
  /** How often their token was exchanged, each time for another. */
  refreshes: number;
  /** The team that they asked for; whether it was answered that it is there. */
  teams: { name: string; isAnswered: boolean };
  /** The teams that they have. */
  ask(): Promise<z.infer<typeof teamsShape>>;
}

export interface Flood {
  visitors: readonly Visitor[];
  /** Requests whose connection broke. */
  readonly broken: number;
  /** Answers that no crash explains. */
  unexpected: ReadonlySet<string>;
  until(visitors: number): Promise<void>;
  stop(): Promise<void>;
}

/** Each has a request under way when the crash comes. */
const SIDES = 10;
const REFRESHES = 3;
const PATIENCE_MS = 60_000;
/** What a repeated request with a key may be told, of the first that a crash has cut off. */
const CUT_OFF = ['idempotency_in_progress', 'idempotency_answer_lost'];

type Tokens = Pick<z.infer<typeof tokensShape>, 'access_token' | 'refresh_token'>;

const teamsShape = z.object({ items: z.array(z.object({ name: z.string() })) });

/** Visits a service without a pause, from several sides and at two addresses, the second of which stays. */
export function startFlood([mortal, survivor]: readonly [string, string]): Flood {
  const apis = [mortal, survivor].map((url) => createApi({ url, origin: 'https://api.example.com' }));
  const lasting = createApi({ url: survivor, origin: 'https://api.example.com' });
  const visitors: Visitor[] = [];
  const unexpected = new Set<string>();
  let broken = 0;
  let turn = 0;
  let isOn = true;
  const sides = Promise.all(Array.from({ length: SIDES }, side));
  return {
    visitors,
    unexpected,
    get broken() {
      return broken;
    },
    until: async (count) =>
      void (await vi.waitUntil(() => visitors.length >= count, { timeout: PATIENCE_MS, interval: 10 })),
    async stop() {
      isOn = false;
      await sides;
    },
  };

  async function side() {
    while (isOn) await visit();
  }

  async function visit(): Promise<void> {
    const email = newEmail();
    const registered = await post('/api/auth/register', { body: { email, password: PASSWORD }, ...keyed() });
    if (!isDone(registered, 201)) return;
    let tokens: Tokens = signInShape.parse(registered.body);
    const seen = new Set([tokens.refresh_token]);
    for (let refresh = 0; refresh < REFRESHES; refresh += 1) {
      const renewed = await post('/api/auth/refresh', { body: { refresh_token: tokens.refresh_token } });
      if (!isDone(renewed, 200)) return;
      tokens = tokensShape.parse(renewed.body);
      seen.add(tokens.refresh_token);
    }
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const name = randomUUID();
    const created = await post('/api/teams', { body: { name }, headers: { ...headers, ...keyed().headers } });
    const teams = { name, isAnswered: isDone(created, 201) };
    const ask = async () => teamsShape.parse((await lasting.call('GET', '/api/teams', { headers })).body);
    visitors.push({ email, refreshes: seen.size - 1, teams, ask });
  }

  async function post(path: string, options: CallOptions): Promise<Answer> {
    const first = apis[turn++ % apis.length] ?? lasting;
    try {
      return await first.call('POST', path, options);
    } catch {
      broken += 1;
      return lasting.call('POST', path, options);
    }
  }

  function isDone(answer: Answer, status: number): boolean {
    const isCutOff = answer.status === 409 && CUT_OFF.includes(codeOf(answer) ?? '');
    if (answer.status !== status && !isCutOff) unexpected.add(`${answer.status} ${codeOf(answer)}`);
    return answer.status === status;
  }
}

function keyed(): { headers: Record<string, string> } {
  return { headers: { 'idempotency-key': randomUUID() } };
}
