import { authContract } from '@quartet/auth/contract';
import { landingPage } from '@quartet/mail/fastify';
import { pathOf } from '@quartet/platform/contract';
import type { FastifyInstance } from 'fastify';
import { teamsContract } from '../src/contract.ts';
import { teamPages } from '../src/index.ts';

/** The page that invitations lead to, for an installation without a front end: in development alone. */
export function teamLandingPages(server: FastifyInstance): void {
  landingPage(server, {
    path: teamPages.acceptInvitation,
    title: 'Join a team',
    explanation: 'Press the button to accept the invitation.',
    route: teamsContract.acceptInvitation,
    button: 'Join the team',
    done: 'You are a member of the team now.',
    signIn:
      'You are not signed in in this browser. Sign in (or register) with the address that was invited, by ' +
      `POST ${pathOf(authContract.login)} on the page /docs, and press the button again.`,
  });
}
