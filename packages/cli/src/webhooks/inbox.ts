import { hostForPeople } from '@quartet/platform/config';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type Env, inspectSettings } from '../settings.ts';
import { ROOT, readServices } from '../workspace.ts';

const SERVICE = 'saas-webhooks';
/** What was asked for is not valid; for the command, its arguments are not. */
const UNPROCESSABLE = 422;
/** RFC 9457. */
const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

const receiptSchema = z.object({ status: z.string(), event_id: z.string() });
const logSchema = z.object({
  items: z.array(
    z.object({
      event_id: z.string(),
      type: z.string(),
      object: z.string(),
      status: z.string(),
      received_at: z.string(),
    }),
  ),
});

export type LoggedEvent = z.output<typeof logSchema>['items'][number];

/** The HTTP API of saas-webhooks, as far as commands use it. */
export interface Inbox {
  /** Delivers an event as Stripe does. */
  deliver(body: string, signature: string | undefined): Promise<z.output<typeof receiptSchema>>;
  list(filter: Record<string, string>): Promise<LoggedEvent[]>;
  replay(eventId: string): Promise<void>;
}

/**
 * @param address of the service.
 * @param token of an operator; a development service asks none of this machine.
 */
export function openInbox({ address, token }: { address: string; token?: string }): Inbox {
  if (!isWebAddress(address))
    throw new CommandError(`--url: ${address} is not an http address`, { exitCode: EXIT.usage });
  const authorization = token && { authorization: `Bearer ${token}` };
  return {
    async deliver(body, signature) {
      const headers = {
        'content-type': 'application/json',
        ...(signature !== undefined && { 'stripe-signature': signature }),
      };
      return readAs(receiptSchema, await call('/api/webhooks/stripe', { method: 'POST', headers, body }));
    },
    async list(filter) {
      const path = `/api/webhooks/logs?${new URLSearchParams(filter)}`;
      return readAs(logSchema, await call(path, { headers: { ...authorization } })).items;
    },
    async replay(eventId) {
      const path = `/api/webhooks/replay/${encodeURIComponent(eventId)}`;
      await call(path, { method: 'POST', headers: { ...authorization } });
    },
  };

  async function call(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${address}${path}`, init).catch((cause: unknown) => {
      throw new CommandError(`${SERVICE} cannot be reached at ${address}. Is it started? See --url.`, {
        exitCode: EXIT.failed,
        cause,
      });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const problem = problemSchema.safeParse(answer).data;
    const reason = problem?.detail ?? problem?.title ?? 'no reason given';
    const fields = problem?.errors.map(({ path, message }) => `\n  - ${path}: ${message}`) ?? [];
    throw new CommandError(`${SERVICE} refuses it (${response.status}): ${reason}${fields.join('')}`, {
      exitCode: response.status === UNPROCESSABLE ? EXIT.usage : EXIT.failed,
    });
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function readAs<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CommandError(`What answers is not ${SERVICE}, or one of another version. See --url.`, {
    exitCode: EXIT.failed,
    cause: parsed.error,
  });
}

/** Where `npm start` runs saas-webhooks. */
export function inboxAddress(env: Env): string {
  const { host, portBase } = inspectSettings(env);
  const service = readServices(ROOT).find(({ name }) => name === SERVICE);
  return `http://${hostForPeople(host)}:${portBase + (service?.portOffset ?? 0)}`;
}
