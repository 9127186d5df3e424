import type { FastifyInstance } from 'fastify';
import type { Control } from '../control/control.ts';
import type { Dispatcher } from '../webhooks/dispatcher.ts';
import type { ChangeEntry, ConfiguredEndpoint, Entry } from './entry.ts';
import type { Recorder } from './recorder.ts';

export interface ReplayParts {
  recorder: Recorder;
  server: FastifyInstance;
  control: Control;
  dispatcher: Dispatcher;
  secretKey: string;
  configure: (endpoints: readonly ConfiguredEndpoint[]) => void;
  moveTo: (address: string) => void;
  /** The id that the next request to the API gets. */
  useRequestId: (id: string) => void;
}

/** Makes every change of a journal again, in its order and at its times; nothing is sent meanwhile. */
export async function replay(entries: readonly Entry[], parts: ReplayParts): Promise<void> {
  for (const entry of entries) {
    if (entry.op === 'settled') parts.dispatcher.settle(entry);
    else if (entry.op !== 'begin') await parts.recorder.repeat(entry, () => make(entry, parts));
  }
  parts.recorder.endReplay();
}

function make(entry: ChangeEntry, parts: ReplayParts): unknown {
  switch (entry.op) {
    case 'advance':
      return parts.control.advance(entry.seconds);
    case 'emit':
      return parts.control.emit(entry.type, entry.object, entry.previous);
    case 'configure':
      return parts.configure(entry.endpoints);
    case 'address':
      return parts.moveTo(entry.address);
    case 'request':
      return makeRequest(entry, parts);
  }
}

async function makeRequest(
  { id, method, url, body, idempotencyKey }: Extract<ChangeEntry, { op: 'request' }>,
  { server, secretKey, useRequestId }: ReplayParts,
): Promise<void> {
  useRequestId(id);
  await server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${secretKey}`,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
}
