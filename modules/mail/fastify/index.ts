export { type LandingPage, landingPage } from './landing-page.ts';
export { mailboxRoutes } from './mailbox-routes.ts';
export { textPage } from './text-page.ts';
