import { bind } from '@quartet/platform/use-cases';
import { authenticate } from './authenticate.ts';
import { changePassword } from './change-password.ts';
import { confirmEmailVerification } from './confirm-email-verification.ts';
import { confirmPasswordReset } from './confirm-password-reset.ts';
import { type AuthDependencies, createAuthCore } from './core.ts';
import { deleteExpired } from './delete-expired.ts';
import { listSessions } from './list-sessions.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { logoutAll } from './logout-all.ts';
import { me } from './me.ts';
import { refresh } from './refresh.ts';
import { register } from './register.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import { revokeSession } from './revoke-session.ts';
import { sendEmailVerification } from './send-email-verification.ts';
import { startSession } from './start-session.ts';
import { disableUser, enableUser } from './user-status.ts';

export type { BrowserCookie } from './browser-cookie.ts';
export {
  type AuthSettings,
  authConfig,
  authSettings,
  requireHttpsInProduction,
} from './config.ts';
export { KEY_SET_CACHE } from './contract.ts';
export type { AuthDependencies } from './core.ts';
export { emailSchema } from './email.ts';
export { authErrors } from './errors.ts';
export { authMails, authPages } from './mails.ts';
export {
  createOAuth,
  FLOW_TTL_SECONDS,
  type OAuth,
  oauthConfig,
  oauthErrors,
  oauthRules,
  providersOf,
} from './oauth/index.ts';
export type { SignIn, Tokens } from './open-session.ts';
export { createPasswordHashes } from './passwords/password-hashes.ts';
export { passwordLength } from './passwords/password-schema.ts';
export type { PresentedSession, PresentedUser } from './present.ts';

/** Who people are, and how they prove it. */
export type Auth = ReturnType<typeof createAuth>;

/**
 * Defines its jobs on `jobs`, which do their work once those are started.
 *
 * @example
 * const auth = createAuth({ db, clock, jobs, sealer, mail, audit, throttle, log, config: authSettings(config, publicUrl) });
 * const { answer, cookie } = await auth.login({ email, password, origin });
 */
export function createAuth(dependencies: AuthDependencies) {
  const core = createAuthCore(dependencies);
  const { signingKeys, config, jobs } = core;
  const expire = () => deleteExpired(core);
  jobs.schedule('auth.delete_expired', '17 * * * *', expire);
  jobs.schedule('auth.rotate_signing_keys', '27 * * * *', signingKeys.keepRotated);
  return {
    register: bind(core, register),
    login: bind(core, login),
    startSession: bind(core, startSession),
    refresh: bind(core, refresh),
    logout: bind(core, logout),
    logoutAll: bind(core, logoutAll),
    authenticate: bind(core, authenticate),
    me,
    listSessions: bind(core, listSessions),
    revokeSession: bind(core, revokeSession),
    sendEmailVerification: bind(core, sendEmailVerification),
    confirmEmailVerification: bind(core, confirmEmailVerification),
    requestPasswordReset: bind(core, requestPasswordReset),
    confirmPasswordReset: bind(core, confirmPasswordReset),
    changePassword: bind(core, changePassword),
    disableUser: bind(core, disableUser),
    enableUser: bind(core, enableUser),
    deleteExpired: expire,
    jwks: signingKeys.jwks,
    rotateSigningKeys: signingKeys.rotate,
    keepSigningKeysRotated: signingKeys.keepRotated,
    sessionCookie: config.sessionCookie,
  };
}
