import { secondsAfter } from '@quartet/platform/clock';
import type { CryptoKey } from 'jose';
import type { PublicJwk, SigningKeyRow } from '../schema.ts';
import { ALGORITHM, importPublicKey, openPrivateKey } from './key-pair.ts';
import { type KeyRotation, keepKeysRotated, rotateKeys } from './key-rotation.ts';
import { findPublishedKeys } from './signing-keys.sql.ts';

/** A key as RFC 7517 publishes it. */
interface PublishedJwk extends PublicJwk {
  kid: string;
  alg: typeof ALGORITHM;
  use: 'sig';
}

/** The keys of access tokens, shared by all copies of all services through the database. */
export interface SigningKeys {
  /** The key that signs now; the first call of all makes it. */
  current(): Promise<{ kid: string; privateKey: CryptoKey }>;
  /** The published key of this id, or nothing. */
  publicKey(kid: string): Promise<CryptoKey | undefined>;
  /** The key set that others verify with (RFC 7517): public members alone. */
  jwks(): Promise<{ keys: PublishedJwk[] }>;
  /** Replaces the current key before its time. */
  rotate(): Promise<void>;
  /** Makes the next key when it is due, and deletes retired ones. */
  keepRotated(): Promise<void>;
}

/** A rotation by another copy is seen after this many seconds at the latest. */
const RELOAD_SECONDS = 60;
/** Tokens that name made-up keys must not buy a query each. */
const RELOAD_FOR_UNKNOWN_KEY_SECONDS = 10;

interface KeySet {
  loadedAt: Date;
  rows: SigningKeyRow[];
  publicKeys: Map<string, CryptoKey>;
}

export function createSigningKeys(rotation: KeyRotation): SigningKeys {
  const { db, clock, sealer } = rotation;
  const reload = shared(load);
  const makeDueKey = shared(() => change(keepKeysRotated));
  let loaded: KeySet | undefined;
  let opened: { kid: string; privateKey: CryptoKey } | undefined;

  return {
    async current() {
      const keySet = await keySetThatSigns();
      const row = signingKeyAt(clock.now(), keySet);
      if (row === undefined) throw new Error('No key signs access tokens, though the due one was made.');
      if (opened?.kid !== row.kid) opened = { kid: row.kid, privateKey: await openPrivateKey(row, sealer) };
      return opened;
    },
    async publicKey(kid) {
      const known = publishedKeyAt(clock.now(), await keySet(RELOAD_SECONDS), kid);
      return known ?? publishedKeyAt(clock.now(), await keySet(RELOAD_FOR_UNKNOWN_KEY_SECONDS), kid);
    },
    async jwks() {
      const { rows } = await keySetThatSigns();
      return { keys: rows.filter((row) => row.published_until > clock.now()).map(presentKey) };
    },
    rotate: async () => void (await change(rotateKeys)),
    keepRotated: async () => void (await change(keepKeysRotated)),
  };

  async function keySetThatSigns(): Promise<KeySet> {
    const known = await keySet(RELOAD_SECONDS);
    return signingKeyAt(clock.now(), known) === undefined ? makeDueKey() : known;
  }

  async function keySet(maxAgeSeconds: number): Promise<KeySet> {
    if (loaded !== undefined && clock.now() < secondsAfter(loaded.loadedAt, maxAgeSeconds)) return loaded;
    return reload();
  }

  async function change(plan: (rotation: KeyRotation) => Promise<void>): Promise<KeySet> {
    await plan(rotation);
    return load();
  }

  async function load(): Promise<KeySet> {
    const loadedAt = clock.now();
    const rows = await findPublishedKeys(db.orm, loadedAt);
    const keys = await Promise.all(rows.map(async (row) => [row.kid, await importPublicKey(row)] as const));
    loaded = { loadedAt, rows, publicKeys: new Map(keys) };
    return loaded;
  }
}

/**
 * The first key that has not ended: their times follow one another without a gap. That the very first key began
 * is not asked, since another copy made it by a clock that may be a little ahead of this one.
 */
function signingKeyAt(now: Date, { rows }: KeySet): SigningKeyRow | undefined {
  return rows.find((row) => now < row.signs_until);
}

function publishedKeyAt(now: Date, keySet: KeySet, kid: string): CryptoKey | undefined {
  const isPublished = keySet.rows.some((row) => row.kid === kid && now < row.published_until);
  return isPublished ? keySet.publicKeys.get(kid) : undefined;
}

/** Each member by name: whatever else the stored key may hold never leaves. */
function presentKey({ kid, public_jwk: { kty, crv, x, y } }: SigningKeyRow): PublishedJwk {
  return { kty, crv, x, y, kid, alg: ALGORITHM, use: 'sig' };
}

/** Callers that come while `work` runs wait for that run. */
function shared<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
