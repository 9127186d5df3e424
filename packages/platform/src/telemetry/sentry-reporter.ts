import { createStackParser, createTransport, type Event, linkedErrorsIntegration, Scope } from '@sentry/core';
import {
  nodeStackLineParser,
  ServerRuntimeClient,
  type ServerRuntimeClientOptions,
} from '@sentry/core/server';
import type { Log } from '../log/index.ts';
import type { ErrorReporter, ErrorReporterOptions } from './error-reporter.ts';

const DELIVERY_TIMEOUT_MS = 2_000;

/** `https://key@host/project`, with an optional secret and path (Sentry's DSN format). */
const DSN = /^https?:\/\/\w+(:\w+)?@[^/]+\/(.+\/)?\d+$/;

/**
 * Reports to Sentry what a defect is: its type, message, stack and causes, with the request's id and route.
 * Nothing of the request or the person goes with it, and messages lose the values that they may carry.
 *
 * @throws when `dsn` is no Sentry project's address: the client itself would drop every report in silence
 */
export function createSentryReporter({
  dsn,
  release,
  log,
}: ErrorReporterOptions & { dsn: string }): ErrorReporter {
  if (!DSN.test(dsn)) throw new Error('SENTRY_DSN is not the address of a Sentry project.');
  const client = new ServerRuntimeClient({
    dsn,
    release,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    integrations: [linkedErrorsIntegration()],
    stackParser: createStackParser(nodeStackLineParser()),
    transport: (options) => createTransport(options, (request) => deliver(options, request.body, log)),
    traceLifecycle: 'static',
    sendClientReports: false,
    dataCollection: { userInfo: false },
    beforeSend: withoutValues,
  });
  client.init();
  return {
    report(error, { requestId, route }) {
      const scope = new Scope();
      scope.setTags({ request_id: requestId, route });
      client.captureException(error, { originalException: error }, scope);
    },
    close: async () => void (await client.close(DELIVERY_TIMEOUT_MS)),
  };
}

type Options = Parameters<ServerRuntimeClientOptions['transport']>[0];

/** Answers Sentry's rate limits, which the client then keeps. */
async function deliver({ url, headers = {} }: Options, body: string | Uint8Array, log: Log) {
  try {
    const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body), signal });
    await response.arrayBuffer();
    return {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    };
  } catch (error) {
    log.warn({ err: error }, 'An error report could not be delivered.');
    throw error;
  }
}

/** Drizzle puts a failed statement's parameters behind its text. */
const STATEMENT_PARAMETERS = /\nparams: .*$/s;
const EMAIL_ADDRESS = /[^\s"'<>(),:;=]+@[^\s"'<>(),:;=]+/g;
/** Tokens, hashes and sealed values; ids of this product are shorter between their separators. */
const LONG_VALUE = /[\w-]{40,}/g;

function withoutValues<E extends Event>(event: E): E {
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = scrubbed(exception.value);
  }
  return event;
}

function scrubbed(message: string): string {
  return message
    .replace(STATEMENT_PARAMETERS, '')
    .replaceAll(EMAIL_ADDRESS, '[e-mail]')
    .replaceAll(LONG_VALUE, '[value]');
}
