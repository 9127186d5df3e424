import { isUtf8 } from 'node:buffer';
import { isDatabaseUnavailable } from '@quartet/platform/database';
import { commonErrors } from '@quartet/platform/errors';
import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import type {
  Delivery,
  DeliveryHeaders,
  EventIdentity,
  Provider,
  SignatureVerdict,
} from '../providers/provider.ts';
import { type Acceptance, acceptEvents } from './accept-events.ts';
import { commitTogether } from './commit-together.ts';
import type { AcceptedEvent, InsertEvents } from './intake.sql.ts';

/** A request to the intake, before anything of it is believed. */
export interface Intake {
  provider: string;
  body: Buffer;
  headers: DeliveryHeaders;
  /** A program on this machine sent it, by itself. */
  isLocal: boolean;
}

export interface Receipt {
  status: Acceptance;
  event_id: string;
}

/** 256 events of some KB are one or two MB on the wire; larger batches gained nothing. */
const LIMITS = { batch: 256, commits: 2, waiting: 4_096 };

export interface IntakeDesk {
  receive(intake: Intake): Promise<Receipt>;
  /** Whether deliveries come in at the moment. */
  isBusy(): boolean;
  /** Whether they come faster than they could be committed one by one. */
  isCrowded(): boolean;
}

/**
 * Makes the intake. It answers once the event is committed, and shares the commit with those that come at the
 * same time.
 *
 * @param onAccepted is told of each new event after its commit
 * @throws `invalid_signature`; `invalid_payload` for a signed body that is no event, of which the sender has to
 *   learn and which has no identity to be stored by; `not_found` for a provider that nobody configured; the
 *   driver's error when the database is away, and `unavailable` when too many wait, so that the provider sends
 *   the event again
 */
export function createIntake(
  core: WebhooksCore,
  insertEvents: InsertEvents,
  onAccepted: () => void,
): IntakeDesk {
  const commits = commitTogether(
    (events: AcceptedEvent[]) => acceptEvents(insertEvents, events),
    LIMITS,
    isDatabaseUnavailable,
  );
  const receive: IntakeDesk['receive'] = async (intake) => {
    const provider = core.providers.get(intake.provider);
    if (provider === undefined) throw commonErrors.notFound();
    const delivery = { ...intake, receivedAt: core.clock.now() };
    const source = checkSignature(core, provider, delivery, intake.isLocal);
    const identity = identify(core, provider, delivery);
    const { receivedAt, body: payload } = delivery;
    const status = await commits.add({ ...identity, provider: provider.name, receivedAt, source, payload });
    core.metrics.deliveries.inc({ provider: provider.name, result: status });
    if (status === 'accepted') onAccepted();
    return { status, event_id: identity.eventId };
  };
  return { receive, isBusy: commits.isBusy, isCrowded: commits.isCrowded };
}

const REASONS: Record<Exclude<SignatureVerdict, 'valid'>, string> = {
  missing: 'The request has no signature.',
  malformed: 'The signature header cannot be read.',
  stale: 'The timestamp is more than five minutes away from the time here.',
  mismatch: 'The signature is not that of the body under any configured secret.',
};

/** Development takes deliveries without a signature, too. */
function checkSignature(
  core: WebhooksCore,
  provider: Provider,
  delivery: Delivery,
  isLocal: boolean,
): 'signed' | 'unsigned' {
  const verdict = provider.verify(delivery);
  if (verdict === 'valid') return 'signed';
  if (verdict === 'missing' && core.settings.allowUnsigned && isLocal) return 'unsigned';
  core.metrics.deliveries.inc({ provider: provider.name, result: 'invalid_signature' });
  core.log.warn(
    { provider: provider.name, verdict },
    'A webhook delivery was refused: its signature is not valid.',
  );
  throw webhookErrors.invalidSignature({ detail: REASONS[verdict] });
}

function identify(core: WebhooksCore, provider: Provider, delivery: Delivery): EventIdentity {
  const identity = provider.identify(parse(delivery.body), delivery);
  if (identity !== undefined) return identity;
  core.metrics.deliveries.inc({ provider: provider.name, result: 'invalid_payload' });
  core.log.warn({ provider: provider.name }, 'A signed webhook delivery was refused: its body is no event.');
  throw webhookErrors.invalidPayload();
}

/**
 * JSON is UTF-8 (RFC 8259, section 8.1): what is not could not be read from the log as text. Of a key that stands
 * twice the last counts, as everywhere in JavaScript; the log keeps the bytes.
 */
function parse(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
