import { secondsAfter } from '@quartet/platform/clock';
import { findNews } from '@quartet/webhooks';
import type { ListedKind, ProviderObject } from '../gateway/index.ts';
import { refreshInTurn } from '../observing/refresh-in-turn.ts';
import type { Kind, Rows } from '../projection/kind.ts';
import { ProviderObjectError } from '../provider/read-object.ts';
import { classifyObject } from './classify.ts';
import { compareRows, type DifferingRow } from './compare-rows.sql.ts';
import { accountOf, type ReconciliationCore } from './core.ts';
import { findObjectsWithMissedEvents, insertDrift } from './drift.sql.ts';
import { type Drift, LATE_SECONDS, SETTLING_SECONDS } from './drift.ts';
import { comparedKind } from './phases.ts';
import type { Claim, Progress } from './reconciliations.sql.ts';
import { takeRequests } from './requests.ts';
import { findLacking, insertSeen } from './seen.sql.ts';

type ClaimOnObjects = Claim & { phase: ListedKind };

/**
 * Compares one page of the provider's objects of a kind with the projection; after the last page, also the rows of
 * which no page had an object. What differs is looked at, which brings its row to what the provider then says.
 */
export async function reconcileObjects(
  core: ReconciliationCore,
  claim: ClaimOnObjects,
  signal: AbortSignal,
): Promise<Omit<Progress, 'phase'>> {
  const { kind, isWhole, isToldOf } = comparedKind(claim.phase);
  const { objects, hasMore } = await listPage(core, claim, signal);
  const now = core.clock.now();
  await insertSeen(core.db.orm, {
    reconciliationId: claim.id,
    objectKeys: objects.map(({ id }) => `${kind.name}:${String(id)}`),
  });
  const rows = objects
    .filter((object) => isToldOf(object) && isSettled(object, now))
    .flatMap((object) => readRows(core, kind, object, now));
  await heal(core, claim, await compareRows(core.db.orm, kind, rows), signal);
  if (!hasMore) {
    const made = {
      from: isWhole ? undefined : claim.since,
      to: secondsAfter(claim.requestedAt, -SETTLING_SECONDS),
    };
    const lacking = await findLacking(core.db.orm, kind, {
      reconciliationId: claim.id,
      livemode: core.gateway.livemode,
      made,
    });
    await heal(core, claim, lacking, signal);
  }
  const last = objects.at(-1)?.id;
  return {
    cursor: hasMore && typeof last === 'string' ? last : undefined,
    eventsSeen: 0,
    objectsCompared: objects.length,
  };
}

async function listPage(core: ReconciliationCore, claim: ClaimOnObjects, signal: AbortSignal) {
  const { phase, cursor, since } = claim;
  await takeRequests(core, claim, 1);
  return await core.reads.inTurn(
    () =>
      core.gateway.listObjects(phase, {
        ...(!comparedKind(phase).isWhole && { createdFrom: since }),
        ...(cursor !== undefined && { startingAfter: cursor }),
      }),
    signal,
  );
}

/** What was made just now may be on its way. The time of a test clock may be far ahead. */
function isSettled({ created }: ProviderObject, now: Date): boolean {
  return typeof created !== 'number' || Math.abs(now.getTime() - created * 1000) > SETTLING_SECONDS * 1000;
}

/** One that cannot be understood keeps nobody from comparing the others. */
function readRows(
  { log, settings }: ReconciliationCore,
  kind: Kind,
  object: ProviderObject,
  at: Date,
): Rows[] {
  try {
    return [kind.read(object, { at }, settings)];
  } catch (error) {
    if (!(error instanceof ProviderObjectError)) throw error;
    log.warn({ err: error }, 'An object of the provider could not be compared.');
    return [];
  }
}

/** Records what differs, and has it looked at, each for one of the reconciliation's requests. */
async function heal(
  core: ReconciliationCore,
  claim: ClaimOnObjects,
  differing: readonly DifferingRow[],
  signal: AbortSignal,
): Promise<void> {
  const drift = await classifyAll(core, claim, differing);
  await insertDrift(core.db.orm, { reconciliationId: claim.id, drift, now: core.clock.now() });
  if (claim.isDryRun) return;
  let left = drift.map(({ objectKey }) => ({ ...accountOf(core), objectKey }));
  while (left.length > 0) {
    const granted = await takeRequests(core, claim, Math.min(left.length, core.reads.turnsPerSecond));
    await refreshInTurn(core, left.slice(0, granted), signal);
    left = left.slice(granted);
  }
}

/** The events that this reconciliation took in, whose processing looks at their objects, have been told of. */
async function classifyAll(
  core: ReconciliationCore,
  { id: reconciliationId, phase }: ClaimOnObjects,
  differing: readonly DifferingRow[],
): Promise<Drift[]> {
  if (differing.length === 0) return [];
  const { db, clock } = core;
  const keyOf = ({ id }: DifferingRow) => `${phase}:${id}`;
  const objectKeys = differing.map(keyOf);
  const news = await findNews(db.orm, { ...accountOf(core), objectKeys, lateSeconds: LATE_SECONDS });
  const missed = await findObjectsWithMissedEvents(db.orm, { reconciliationId, objectKeys });
  return differing.flatMap((row): Drift[] => {
    const objectKey = keyOf(row);
    if (missed.has(objectKey)) return [];
    const { differences, is_provisional: isProvisional } = row;
    const driftClass = classifyObject({ news: news.get(objectKey), isProvisional }, clock.now());
    return driftClass === undefined ? [] : [{ objectKey, class: driftClass, eventId: null, differences }];
  });
}
