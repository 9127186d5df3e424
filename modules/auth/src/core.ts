import { availableParallelism } from 'node:os';
import type { Audit } from '@quartet/audit';
import type { Outbox } from '@quartet/mail';
import type { Clock } from '@quartet/platform/clock';
import type { Sealer } from '@quartet/platform/crypto';
import type { Database } from '@quartet/platform/database';
import type { Jobs } from '@quartet/platform/jobs';
import type { Log } from '@quartet/platform/log';
import type { LoginThrottle } from '@quartet/rate-limiting';
import {
  type AccessTokens,
  CLOCK_TOLERANCE_SECONDS,
  createAccessTokens,
} from './access-tokens/access-tokens.ts';
import { createSigningKeys, type SigningKeys } from './access-tokens/signing-keys.ts';
import type { AuthSettings } from './config.ts';
import type { authMails } from './mails.ts';
import { createHashingSlots } from './passwords/hashing-slots.ts';
import { createPasswordHashes, type PasswordHashes } from './passwords/password-hashes.ts';
import { createPasswordPolicy, type PasswordPolicy } from './passwords/password-policy.ts';
import { prepareSessionLookup, type SessionLookup } from './session-lookup.sql.ts';

/** What the world gives to the module. */
export interface AuthDependencies {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'schedule'>;
  /** Seals the private parts of signing keys. */
  sealer: Sealer;
  mail: Pick<Outbox<typeof authMails>, 'enqueue'>;
  audit: Pick<Audit, 'record'>;
  throttle: LoginThrottle;
  log: Log;
  config: AuthSettings;
}

/** What the module stands on. */
export interface AuthCore extends AuthDependencies {
  passwordHashes: PasswordHashes;
  passwordPolicy: PasswordPolicy;
  signingKeys: SigningKeys;
  accessTokens: AccessTokens;
  sessionLookup: SessionLookup;
}

const DAY = 24 * 60 * 60;
/** Every copy has read the end of a key's time by then, and every clock has passed it. */
const KEY_LEEWAY_SECONDS = 60 + CLOCK_TOLERANCE_SECONDS;

export function createAuthCore(dependencies: AuthDependencies): AuthCore {
  const { db, clock, sealer, config } = dependencies;
  const signingKeys = createSigningKeys({
    db,
    clock,
    sealer,
    schedule: {
      signsForSeconds: config.signingKeyTtlSeconds,
      publishedAheadSeconds: DAY,
      publishedAfterSeconds: config.accessTokenTtlSeconds + KEY_LEEWAY_SECONDS,
    },
  });
  return {
    ...dependencies,
    signingKeys,
    passwordHashes: createPasswordHashes(createHashingSlots(availableParallelism())),
    passwordPolicy: createPasswordPolicy(),
    accessTokens: createAccessTokens({
      clock,
      signingKeys,
      issuer: config.issuer,
      audience: config.audience,
      ttlSeconds: config.accessTokenTtlSeconds,
    }),
    sessionLookup: prepareSessionLookup(db),
  };
}
