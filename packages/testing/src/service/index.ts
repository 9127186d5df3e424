export {
  type Account,
  type Api,
  type CallOptions,
  type Credential,
  cookiePair,
  createApi,
  credentials,
  newEmail,
  PASSWORD,
  type Person,
  personOf,
} from './api.ts';
export { banUser } from './ban-user.ts';
export { developmentMailbox, type Mail, type ReadMails, tokenIn, waitForMail } from './mails.ts';
export { modulesOf } from './modules-of.ts';
export { type MovableClock, movableClock } from './movable-clock.ts';
export { type RecordedLog, recordedLog } from './recorded-log.ts';
export { type Answer, codeOf, type RawRequest, send } from './send.ts';
export { type SignIn, signInShape, tokensShape, userShape } from './sign-in-shape.ts';
export { type RunningService, type StartOptions, startService } from './start-service.ts';
export { createTeam, invite, type Role, teamWith } from './teams.ts';
