import type { Sealer } from '@quartet/platform/crypto';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import type { PublicJwk, SigningKeyRow } from '../schema.ts';

/** ES256 verifies faster than EdDSA here, and every other service's library knows it. */
export const ALGORITHM = 'ES256';
/** Binds the sealed private part to its use. */
const PURPOSE = 'signing-key';

const privateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

export type NewKeyPair = Pick<SigningKeyRow, 'kid' | 'algorithm' | 'public_jwk' | 'private_sealed'>;

/** A new key pair, named by its thumbprint (RFC 7638), its private part sealed. */
export async function newKeyPair(sealer: Sealer): Promise<NewKeyPair> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = privateJwk.parse(await exportJWK(privateKey));
  const publicJwk: PublicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    algorithm: ALGORITHM,
    public_jwk: publicJwk,
    private_sealed: sealer.seal(JSON.stringify(jwk), PURPOSE),
  };
}

export async function importPublicKey(row: SigningKeyRow): Promise<CryptoKey> {
  return importJWK(row.public_jwk, ALGORITHM);
}

export async function openPrivateKey(row: SigningKeyRow, sealer: Sealer): Promise<CryptoKey> {
  const jwk = privateJwk.parse(JSON.parse(sealer.open(row.private_sealed, PURPOSE)));
  return importJWK(jwk, ALGORITHM);
}
