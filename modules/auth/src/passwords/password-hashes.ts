import { randomBytes } from 'node:crypto';
import { hash, hashSync, type Options, parseOptions, verify } from '@node-rs/argon2';
import type { HashingSlots } from './hashing-slots.ts';
import { parsePbkdf2, verifyPbkdf2 } from './pbkdf2.ts';

/** Makes and checks the hashes that passwords are kept as. */
export interface PasswordHashes {
  /** An argon2id hash as a PHC string. @throws `unavailable` when too many are waiting */
  hash(password: string): Promise<string>;
  /**
   * Compares with a stored hash. Without one, or with one of an unknown kind, it costs the same time and
   * answers no.
   *
   * @throws `unavailable` when too many are waiting
   */
  verify(stored: string | null | undefined, password: string): Promise<boolean>;
  /** True for a hash of an older kind or of other parameters: replace it while the password is at hand. */
  needsRehash(stored: string): boolean;
}

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane. The salt has 16 random bytes. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const satisfies Options;

export function createPasswordHashes(inSlot: HashingSlots): PasswordHashes {
  const nobodysHash = hashSync(randomBytes(32), ARGON2ID);
  return {
    hash: (password) => inSlot(() => hash(password.normalize('NFKC'), ARGON2ID)),
    verify: (stored, password) => inSlot(() => verifyAny(stored, password, nobodysHash)),
    needsRehash: (stored) => !isCurrent(stored),
  };
}

async function verifyAny(
  stored: string | null | undefined,
  password: string,
  nobodysHash: string,
): Promise<boolean> {
  const legacy = parsePbkdf2(stored ?? '');
  if (legacy !== undefined) return verifyPbkdf2(legacy, password);
  const known = stored?.startsWith('$argon2id$') ? stored : nobodysHash;
  return verify(known, password.normalize('NFKC'));
}

function isCurrent(stored: string): boolean {
  if (!stored.startsWith('$argon2id$')) return false;
  const used = parseOptions(stored);
  return (
    used.memoryCost === ARGON2ID.memoryCost &&
    used.timeCost === ARGON2ID.timeCost &&
    used.parallelism === ARGON2ID.parallelism
  );
}
