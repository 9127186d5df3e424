import { html } from '@quartet/platform/html';
import type { FastifyInstance } from 'fastify';
import { sendPage } from './page.ts';
import { servePageFile } from './page-files.ts';

/**
 * The pages that mailed links lead to, for an installation that has no front end yet: register them in
 * development alone, and set `APP_URL` to the real ones elsewhere. Opening a page uses up no token, since mail
 * scanners open every link; the button does.
 */
export function landingPages(server: FastifyInstance): void {
  servePageFile(server, 'style.css');
  servePageFile(server, 'landing.js');
  for (const page of PAGES) {
    server.get(page.path, (_request, reply) =>
      sendPage(reply, {
        title: page.title,
        head: html`<script src="/dev/pages/landing.js" defer></script>`,
        body: form(page),
      }),
    );
  }
}

interface LandingPage {
  path: string;
  title: string;
  explanation: string;
  /** Where the token is posted to. */
  action: string;
  asksForPassword?: true;
  button: string;
  done: string;
  /** What to do when the API wants someone signed in. */
  signIn?: string;
}

const PAGES: readonly LandingPage[] = [
  {
    path: '/verify-email',
    title: 'Confirm your e-mail address',
    explanation: 'Press the button to confirm that this address is yours.',
    action: '/api/auth/email-verification/confirm',
    button: 'Confirm the address',
    done: 'Your address is confirmed.',
  },
  {
    path: '/reset-password',
    title: 'Set a new password',
    explanation: 'Choose a new password. Everyone who is signed in to the account will be signed out.',
    action: '/api/auth/password-reset/confirm',
    asksForPassword: true,
    button: 'Set the password',
    done: 'Your password is set. You can sign in with it now.',
  },
  {
    path: '/invitations/accept',
    title: 'Join a team',
    explanation: 'Press the button to accept the invitation.',
    action: '/api/invitations/accept',
    button: 'Join the team',
    done: 'You are a member of the team now.',
    signIn:
      'You are not signed in in this browser. Sign in (or register) with the address that was invited, by ' +
      'POST /api/auth/login on the page /docs, and press the button again.',
  },
];

function form(page: LandingPage) {
  return html`<h1>${page.title}</h1>
<p>${page.explanation}</p>
<form data-action="${page.action}" data-done="${page.done}" data-sign-in="${page.signIn ?? ''}">
${page.asksForPassword ? passwordField : ''}
<button type="submit">${page.button}</button>
<p role="status"></p>
</form>
<noscript><p>This page needs JavaScript: it posts the link’s token to the API.</p></noscript>`;
}

const passwordField = html`<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="8" maxlength="200" required>`;
