import { afterAll, beforeAll, describe } from 'vitest';
import { answerHeaders } from './answer-headers.ts';
import { emailVerification } from './email-verification.ts';
import { idempotency } from './idempotency.ts';
import { invitations } from './invitations.ts';
import { keySet } from './key-set.ts';
import { malformedRequests } from './malformed-requests.ts';
import { members } from './members.ts';
import { pages } from './pages.ts';
import { passwordChange } from './password-change.ts';
import { passwordReset } from './password-reset.ts';
import { profile } from './profile.ts';
import { providerSignIn } from './provider-sign-in.ts';
import { refresh } from './refresh.ts';
import { registration } from './registration.ts';
import { sessionCookie } from './session-cookie.ts';
import { sessions } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { signedIn } from './signed-in.ts';
import type { ConformanceTarget, Scenarios } from './target.ts';
import { teams } from './teams.ts';

export type { ConformanceTarget } from './target.ts';
export { sessionCookie };

/**
 * What the contract of auth, users and teams promises, seen from outside: HTTP alone, whatever framework
 * answers. It knows nothing of the code and states each shape anew, so that a change of the contract fails.
 *
 * @param start boots the implementation once for all scenarios
 */
export function describeConformance(name: string, start: () => Promise<ConformanceTarget>): void {
  describeScenarios(name, start, [
    registration,
    signIn,
    signedIn,
    refresh,
    sessions,
    sessionCookie,
    emailVerification,
    passwordReset,
    passwordChange,
    providerSignIn,
    keySet,
    profile,
    teams,
    members,
    invitations,
    pages,
    idempotency,
    answerHeaders,
    malformedRequests,
  ]);
}

/** The same for some of the scenarios. */
export function describeScenarios(
  name: string,
  start: () => Promise<ConformanceTarget>,
  scenarios: readonly Scenarios[],
): void {
  // Mails leave after up to half a second: scenarios wait for theirs side by side.
  describe(name, { concurrent: true }, () => {
    let target: ConformanceTarget | undefined;
    beforeAll(async () => {
      target = await start();
    });
    afterAll(() => target?.stop());
    const running = () => {
      if (target === undefined) throw new Error('The target has not started.');
      return target;
    };
    for (const register of scenarios) register(running);
  });
}
