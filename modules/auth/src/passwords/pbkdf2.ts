import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { sameBytes } from '@quartet/platform/crypto';

/** A PBKDF2-SHA256 hash that came with imported accounts. */
export interface Pbkdf2Hash {
  iterations: number;
  salt: Buffer;
  key: Buffer;
}

/** `pbkdf2_sha256$600000$<salt as text>$<base64>`: Django's encoding. */
const DJANGO = /^pbkdf2_sha256\$([1-9]\d{5,6})\$([\x21-\x23\x25-\x7e]{1,64})\$([A-Za-z0-9+/]{43}=)$/;
/** `$pbkdf2-sha256$100000$<salt>$<key>` in base64 with `.` for `+` and no padding: passlib's encoding. */
const PASSLIB = /^\$pbkdf2-sha256\$([1-9]\d{5,6})\$([A-Za-z0-9./]{11,86})\$([A-Za-z0-9./]{43})$/;
/** The counts in use lie between; a larger one in a forged import would hold a thread for seconds. */
const MIN_ITERATIONS = 100_000;
const MAX_ITERATIONS = 1_000_000;

const derive = promisify(pbkdf2);

/** Reads either encoding strictly; nothing for any other text. */
export function parsePbkdf2(encoded: string): Pbkdf2Hash | undefined {
  const hash = parseDjango(encoded) ?? parsePasslib(encoded);
  if (hash === undefined || hash.iterations < MIN_ITERATIONS || hash.iterations > MAX_ITERATIONS)
    return undefined;
  return hash;
}

/** The password goes in as it was typed: the systems that made these hashes did not normalise it. */
export async function verifyPbkdf2(hash: Pbkdf2Hash, password: string): Promise<boolean> {
  return sameBytes(await derive(password, hash.salt, hash.iterations, hash.key.length, 'sha256'), hash.key);
}

function parseDjango(encoded: string): Pbkdf2Hash | undefined {
  const [, iterations, salt, key] = DJANGO.exec(encoded) ?? [];
  if (iterations === undefined || salt === undefined || key === undefined) return undefined;
  return { iterations: Number(iterations), salt: Buffer.from(salt), key: Buffer.from(key, 'base64') };
}

function parsePasslib(encoded: string): Pbkdf2Hash | undefined {
  const [, iterations, salt, key] = PASSLIB.exec(encoded) ?? [];
  if (iterations === undefined || salt === undefined || key === undefined) return undefined;
  return { iterations: Number(iterations), salt: fromAdaptedBase64(salt), key: fromAdaptedBase64(key) };
}

function fromAdaptedBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}
