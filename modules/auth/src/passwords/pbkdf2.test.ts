import { describe, expect, it } from 'vitest';
import { parsePbkdf2, verifyPbkdf2 } from './pbkdf2.ts';

// Made with Python: hashlib.pbkdf2_hmac('sha256', b'correct horse', salt, iterations).
const DJANGO = 'pbkdf2_sha256$600000$Xq3vT0aPz7Lk1m$0jBBrF2TZB74ijQN3PSkCDLmst3nzKuGG50R4agj8XE=';
const PASSLIB = '$pbkdf2-sha256$100000$AAECAwQFBgcICQoLDA0ODw$V/LC8HOXSNUWQZsGKohGZjI8WD6krhZVBKgfe1PGKgk';
const key = 'A'.repeat(43);

describe('PBKDF2 hashes', () => {
  it.each([DJANGO, PASSLIB])('%s verifies its password alone', async (encoded) => {
    const hash = parsePbkdf2(encoded);
    if (hash === undefined) throw new Error('The hash was not read.');
    expect(await verifyPbkdf2(hash, 'correct horse')).toBe(true);
    expect(await verifyPbkdf2(hash, 'correct horse ')).toBe(false);
  });

  it.each([
    ['too few iterations', `pbkdf2_sha256$99999$saltsaltsalt$${key}=`],
    ['iterations that would hold a thread for seconds', `pbkdf2_sha256$1000001$saltsaltsalt$${key}=`],
    ['iterations that are no plain number', `pbkdf2_sha256$1e6$saltsaltsalt$${key}=`],
    ['another digest', `pbkdf2_sha1$600000$saltsaltsalt$${key}=`],
    ['no salt', `pbkdf2_sha256$600000$$${key}=`],
    ['a key that was cut short', `pbkdf2_sha256$600000$saltsaltsalt$${key.slice(8)}=`],
    ['something behind it', `pbkdf2_sha256$600000$saltsaltsalt$${key}=$`],
    ['a line break behind it', `$pbkdf2-sha256$600000$saltsaltsalt$${key}\n`],
    ['another base64 alphabet', `$pbkdf2-sha256$600000$saltsaltsalt$${'+'.repeat(43)}`],
  ])('with %s are not read', (_fault, encoded) => {
    expect(parsePbkdf2(encoded)).toBeUndefined();
  });
});
