import type { Sealer } from '@quartet/platform/crypto';
import { z } from 'zod';

/** What a callback needs beside what it brings; whoever reads the database must not learn it. */
export type FlowSecrets = z.infer<typeof flowSecrets>;

const flowSecrets = z.object({ codeVerifier: z.string(), nonce: z.string() });
const PURPOSE = 'auth.oauth_flow';

export function sealFlow(sealer: Sealer, secrets: FlowSecrets): Buffer {
  return sealer.seal(JSON.stringify(secrets), PURPOSE);
}

export function openFlow(sealer: Sealer, sealed: Uint8Array): FlowSecrets {
  return flowSecrets.parse(JSON.parse(sealer.open(sealed, PURPOSE)));
}
