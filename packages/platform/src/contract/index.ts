export {
  type Access,
  type AdministratorRole,
  administratorRoles,
  isAtLeast,
  type TeamRole,
  teamRoles,
} from './access.ts';
export { authorize, guardsFor, requireEntitlement, requireFeature, requireScope } from './authorize.ts';
export {
  type ApiKeyCaller,
  type ApiKeyScope,
  apiKeyScopes,
  type CallerOf,
  type Credentials,
  type Guards,
  type OperatorCaller,
  type RequestOrigin,
  type SessionCaller,
  type TeamCaller,
  type UserCaller,
} from './caller.ts';
export { errorsOf, openApiDocument } from './openapi.ts';
export { decodeCursor, type Page, type PageRequest, pageFrom, pageOf, pageQuery } from './pagination.ts';
export { parseInput, parseParams } from './parse-input.ts';
export { problemOf, problemSchema, statusOf } from './problem.ts';
export {
  type AnswerOf,
  type BodyOf,
  type Contract,
  defineRoute,
  isUnsafe,
  type ParamsOf,
  pathOf,
  type QueryOf,
  type RateLimit,
  type Route,
} from './route.ts';
export { lineOfText, opaqueToken } from './text.ts';
