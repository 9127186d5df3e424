import './types.ts';

export { isLocal, isLoopbackName } from '@quartet/platform/local-request';
export { bindRoutes } from './bind-routes.ts';
export {
  admit,
  answersOf,
  contractRoute,
  type Handler,
  type HandlerInput,
  inputOf,
  type SendAnswer,
} from './contract-route.ts';
export { createServer, type Server, type ServerOptions } from './create-server.ts';
export { carryOut } from './idempotency.ts';
export { optionsFrom } from './options-from.ts';
export { rawBodyOf, withRawBodies } from './raw-bodies.ts';
export { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
