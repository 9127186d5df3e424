import { type BegunSignIn, beginSignIn } from './begin-sign-in.ts';
import { type Callback, type CompletedSignIn, completeSignIn } from './complete-sign-in.ts';
import type { OAuthCore } from './core.ts';
import { deleteFlowsExpiredAt } from './oauth.sql.ts';

export { FLOW_TTL_SECONDS } from './begin-sign-in.ts';
export { oauthConfig, oauthRules, providersOf } from './config.ts';
export { oauthContract } from './contract.ts';
export { oauthErrors } from './errors.ts';

/** Sign-in by what somebody else knows of a person. */
export interface OAuth {
  beginSignIn(request: { provider: string; returnTo: string }): Promise<BegunSignIn>;
  completeSignIn(callback: Callback): Promise<CompletedSignIn>;
  /** Forgets sign-ins that nobody came back from. */
  deleteExpiredFlows(): Promise<void>;
}

/**
 * @example
 * const oauth = createOAuth({ db, clock, sealer, audit, log, publicUrl, appUrl,
 *   startSession: auth.startSession, providers: providersOf(config) });
 */
export function createOAuth(core: OAuthCore): OAuth {
  return {
    beginSignIn: (request) => beginSignIn(core, request),
    completeSignIn: (callback) => completeSignIn(core, callback),
    deleteExpiredFlows: () => deleteFlowsExpiredAt(core.db.orm, core.clock.now()),
  };
}
