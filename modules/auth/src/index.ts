import { authenticate } from './authenticate.ts';
import { changePassword } from './change-password.ts';
import { confirmEmailVerification } from './confirm-email-verification.ts';
import { confirmPasswordReset } from './confirm-password-reset.ts';
import { type AuthCore, type AuthDependencies, createAuthCore } from './core.ts';
import { deleteExpired } from './delete-expired.ts';
import { disableUser } from './disable-user.ts';
import { enableUser } from './enable-user.ts';
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

export {
  type AuthSettings,
  authConfig,
  authSettings,
  requireHttpsInProduction,
  type SessionCookieSettings,
} from './config.ts';
export type { AuthDependencies } from './core.ts';
export { emailSchema } from './email.ts';
export { authErrors } from './errors.ts';
export type { LoginKeys, LoginThrottle } from './login-throttle.ts';
export {
  createOAuth,
  type OAuth,
  oauthConfig,
  oauthContract,
  oauthErrors,
  oauthRules,
  providersOf,
} from './oauth/index.ts';
export type { SignIn, Tokens } from './open-session.ts';
export { createPasswordHashes } from './passwords/password-hashes.ts';
export type { PresentedSession, PresentedUser } from './present.ts';

/** Who people are, and how they prove it. */
export type Auth = ReturnType<typeof createAuth>;

/**
 * @example
 * const auth = createAuth({ db, clock, sealer, mail, audit, throttle, log, config: authSettings(config, publicUrl) });
 * const { answer, cookie } = await auth.login({ email, password, origin });
 */
export function createAuth(dependencies: AuthDependencies) {
  const core = createAuthCore(dependencies);
  const { signingKeys, config } = core;
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
    deleteExpired: () => deleteExpired(core),
    jwks: signingKeys.jwks,
    rotateSigningKeys: signingKeys.rotate,
    keepSigningKeysRotated: signingKeys.keepRotated,
    sessionCookie: config.sessionCookie,
  };
}

function bind<Input, Output>(core: AuthCore, useCase: (core: AuthCore, input: Input) => Output) {
  return (input: Input): Output => useCase(core, input);
}
