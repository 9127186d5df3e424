import './types.ts';

export { bindRoutes, type Handler, type HandlerInput, type Handlers } from './bind-routes.ts';
export { createServer, type Server, type ServerOptions } from './create-server.ts';
