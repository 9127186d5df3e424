import { type BrowserCookie, browserCookie } from '../browser-cookie.ts';
import { type BegunSignIn, beginSignIn } from './begin-sign-in.ts';
import { type Callback, type CompletedSignIn, completeSignIn } from './complete-sign-in.ts';
import type { OAuthCore } from './core.ts';
import { deleteFlowsExpiredAt } from './oauth.sql.ts';

export { FLOW_TTL_SECONDS } from './begin-sign-in.ts';
export { oauthConfig, oauthRules, providersOf } from './config.ts';
export { oauthErrors } from './errors.ts';

/** Sign-in by what somebody else knows of a person. */
export interface OAuth {
  /** Binds a sign-in that is under way to the browser that began it. */
  flowCookie: BrowserCookie;
  beginSignIn(request: { provider: string; returnTo: string }): Promise<BegunSignIn>;
  completeSignIn(callback: Callback): Promise<CompletedSignIn>;
  /** Forgets sign-ins that nobody came back from. */
  deleteExpiredFlows(): Promise<void>;
}

/**
 * Defines its jobs on `jobs`, which do their work once those are started.
 *
 * @example
 * const oauth = createOAuth({ db, clock, jobs, sealer, audit, log, publicUrl, appUrl,
 *   startSession: auth.startSession, providers: providersOf(config) });
 */
export function createOAuth(core: OAuthCore): OAuth {
  const deleteExpiredFlows = () => deleteFlowsExpiredAt(core.db.orm, core.clock.now());
  core.jobs.schedule('auth.delete_expired_flows', '37 * * * *', deleteExpiredFlows);
  return {
    flowCookie: browserCookie('oauth', core.publicUrl),
    beginSignIn: (request) => beginSignIn(core, request),
    completeSignIn: (callback) => completeSignIn(core, callback),
    deleteExpiredFlows,
  };
}
