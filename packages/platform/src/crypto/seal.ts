import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what the database must not be able to read. */
export interface Sealer {
  /** Encrypts and authenticates `plain`; `purpose` is bound to it, so that it opens nowhere else. */
  seal(plain: string, purpose: string): Buffer;
  /** @throws when the bytes were altered, or were sealed for another purpose or with another key */
  open(sealed: Uint8Array, purpose: string): string;
  /** HMAC-SHA-256 in hex: recognises a value again, and without the key nobody can test guesses against it. */
  fingerprint(plain: string, purpose: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, under a key that HKDF (RFC 5869) derives
 * for each purpose. Layout: format byte, nonce, tag, ciphertext.
 *
 * @param key any secret of at least 256 bits of entropy
 */
export function createSealer(key: string | Uint8Array): Sealer {
  const derived = new Map<string, Buffer>();
  const keyFor = (purpose: string) =>
    derived.get(purpose) ?? remember(derived, purpose, deriveKey(key, purpose));
  return {
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
      const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== FORMAT) throw new Error('Not a sealed value of a known format.');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(tag);
      const ciphertext = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    },
    fingerprint: (plain, purpose) => createHmac('sha256', keyFor(purpose)).update(plain).digest('hex'),
  };
}

function remember(derived: Map<string, Buffer>, purpose: string, key: Buffer): Buffer {
  derived.set(purpose, key);
  return key;
}

function deriveKey(key: string | Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `quartet:${purpose}`, 32));
}
