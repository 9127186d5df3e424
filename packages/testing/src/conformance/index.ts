import { afterAll, beforeAll, describe } from 'vitest';
import { answerHeaders } from './answer-headers.ts';
import { crossSite } from './cross-site.ts';
import { emailVerification } from './email-verification.ts';
import { idempotency } from './idempotency.ts';
import { invitations } from './invitations.ts';
import { keySet } from './key-set.ts';
import { malformedRequests } from './malformed-requests.ts';
import { members } from './members.ts';
import { operation } from './operation.ts';
import { pages } from './pages.ts';
import { passwordChange } from './password-change.ts';
import { passwordReset } from './password-reset.ts';
import { profile } from './profile.ts';
import { providerSignIn } from './provider-sign-in.ts';
import { races } from './races.ts';
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

/** Scenarios that need a module beside auth and teams. */
const optional = [
  { module: 'auth-oauth', scenarios: [providerSignIn] },
  { module: 'users', scenarios: [profile] },
] as const;

/**
 * What the contract of auth, users and teams promises, seen from outside: HTTP alone, whatever framework
 * answers. It knows nothing of the code and states each shape anew, so that a change of the contract fails.
 *
 * @param start boots the implementation once for all scenarios
 * @param modules that it has beside auth and teams; all of them, if nothing is said
 */
export function describeConformance(
  name: string,
  start: () => Promise<ConformanceTarget>,
  modules: readonly string[] = optional.map(({ module }) => module),
): void {
  const offered = optional.filter(({ module }) => modules.includes(module));
  describeScenarios(name, start, [
    ...offered.flatMap(({ scenarios }) => scenarios),
    registration,
    signIn,
    signedIn,
    refresh,
    sessions,
    sessionCookie,
    crossSite,
    emailVerification,
    passwordReset,
    passwordChange,
    keySet,
    teams,
    members,
    invitations,
    pages,
    idempotency,
    races,
    operation,
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
