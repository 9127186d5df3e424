import type { ConfigOf, platformConfig } from '@quartet/platform/config';
import type { Credentials, OperatorCaller } from '@quartet/platform/contract';
import { hashToken, sameBytes } from '@quartet/platform/crypto';
import { commonErrors } from '@quartet/platform/errors';
import { secretsOf, type webhooksConfig } from './config.ts';

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

export interface OperatorOptions {
  /** `name:token` or `token`, from the configuration. */
  tokens: readonly string[];
  /** Development alone: a program on this machine needs no token. */
  trustsLocalCallers: boolean;
}

/** The guard of this configuration: programs on this machine need no token in development, and there alone. */
export function operatorGuardOf({ operatorTokens, environment }: OperatorSettings) {
  return createOperatorGuard({
    tokens: secretsOf(operatorTokens),
    trustsLocalCallers: environment === 'development',
  });
}

type OperatorSettings = Pick<
  ConfigOf<typeof webhooksConfig & typeof platformConfig>,
  'operatorTokens' | 'environment'
>;

/**
 * Makes the guard of routes for machine operators. A token that is sent and wrong is refused, wherever it
 * comes from; being local is no second try.
 */
function createOperatorGuard({ tokens, trustsLocalCallers }: OperatorOptions) {
  const operators = tokens.map(operatorOf);
  return async ({ authorization, isLocal }: Credentials): Promise<OperatorCaller> => {
    if (authorization !== undefined) return byToken(operators, authorization);
    if (trustsLocalCallers && isLocal === true) return { kind: 'operator', operatorId: 'local' };
    throw commonErrors.unauthenticated();
  };
}

interface Operator {
  id: string;
  tokenHash: string;
}

function operatorOf(entry: string): Operator {
  const [name, token] = entry.includes(':') ? entry.split(':', 2) : [undefined, entry];
  const tokenHash = hashToken(token ?? '');
  return { id: name ?? `token-${tokenHash.slice(0, 8)}`, tokenHash };
}

function byToken(operators: readonly Operator[], authorization: string): OperatorCaller {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw commonErrors.invalidToken();
  const tokenHash = hashToken(token);
  const [operator] = operators.filter((each) => sameBytes(each.tokenHash, tokenHash));
  if (operator === undefined) throw commonErrors.invalidToken();
  return { kind: 'operator', operatorId: operator.id };
}
