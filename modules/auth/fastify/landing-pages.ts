import { landingPage } from '@quartet/mail/fastify';
import { html } from '@quartet/platform/html';
import type { FastifyInstance } from 'fastify';
import { authContract } from '../src/contract.ts';
import { authPages, passwordLength } from '../src/index.ts';

/** The pages that auth's mails lead to, for an installation without a front end: in development alone. */
export function authLandingPages(server: FastifyInstance): void {
  landingPage(server, {
    path: authPages.verifyEmail,
    title: 'Confirm your e-mail address',
    explanation: 'Press the button to confirm that this address is yours.',
    route: authContract.confirmEmailVerification,
    button: 'Confirm the address',
    done: 'Your address is confirmed.',
  });
  landingPage(server, {
    path: authPages.resetPassword,
    title: 'Set a new password',
    explanation: 'Choose a new password. Everyone who is signed in to the account will be signed out.',
    route: authContract.confirmPasswordReset,
    fields: passwordField,
    button: 'Set the password',
    done: 'Your password is set. You can sign in with it now.',
  });
}

const passwordField = html`<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${passwordLength.min}" maxlength="${passwordLength.max}" required>`;
