import './types.ts';

export { bindRoutes } from './bind-routes.ts';
export { createServer, type Server, type ServerOptions } from './create-server.ts';
export { isLocal, isLoopbackName } from './local-request.ts';
