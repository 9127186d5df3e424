export {
  type Access,
  type AdministratorRole,
  administratorRoles,
  isAtLeast,
  type TeamRole,
  teamRoles,
} from './access.ts';
export { authorize, guardFor } from './authorize.ts';
export type {
  AdministratorCaller,
  CallerOf,
  Credentials,
  Guards,
  OperatorCaller,
  RequestOrigin,
  TeamCaller,
  UserCaller,
} from './caller.ts';
export { errorsOf, openApiDocument } from './openapi.ts';
export { decodeCursor, encodeCursor, type PageRequest, pageFrom, pageOf, pageQuery } from './pagination.ts';
export { type ParsedInput, parseInput, parseParams } from './parse-input.ts';
export {
  PROBLEM_CONTENT_TYPE,
  type Problem,
  type ProblemAnswer,
  problemOf,
  problemSchema,
  statusOf,
} from './problem.ts';
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
