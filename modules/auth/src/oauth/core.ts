import type { Audit } from '@quartet/audit';
import type { Clock } from '@quartet/platform/clock';
import { pathOf } from '@quartet/platform/contract';
import type { Sealer } from '@quartet/platform/crypto';
import type { Database } from '@quartet/platform/database';
import type { Jobs } from '@quartet/platform/jobs';
import type { Log } from '@quartet/platform/log';
import type { StartSession } from '../start-session.ts';
import { oauthContract } from './contract.ts';
import { oauthErrors } from './errors.ts';
import type { Provider } from './provider.ts';

/** What the world gives to sign-in by providers. */
export interface OAuthCore {
  db: Database;
  clock: Clock;
  jobs: Pick<Jobs, 'schedule'>;
  /** Seals PKCE verifiers and nonces. */
  sealer: Sealer;
  audit: Pick<Audit, 'record'>;
  log: Log;
  /** Auth's own way in, once it is known who somebody is. */
  startSession: StartSession;
  providers: readonly Provider[];
  /** The service's address, as browsers and providers reach it. */
  publicUrl: string;
  /** The application's address, where a sign-in ends. */
  appUrl: string;
}

/** @throws `unknown_provider` */
export function providerNamed({ providers }: OAuthCore, name: string): Provider {
  const provider = providers.find((candidate) => candidate.name === name);
  if (provider === undefined) throw oauthErrors.unknownProvider();
  return provider;
}

/** The redirect URI to register at the provider; it comes from the configuration, never from a header. */
export function callbackUrl({ publicUrl }: Pick<OAuthCore, 'publicUrl'>, provider: string): URL {
  const path = pathOf(oauthContract.complete).replace(':provider', provider);
  return new URL(`${publicUrl.replace(/\/+$/, '')}${path}`);
}
