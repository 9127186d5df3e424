export { landingPages } from './landing-pages.ts';
export { mailboxRoutes } from './mailbox-routes.ts';
