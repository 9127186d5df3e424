export { id, timestamp } from './columns.ts';
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type Executor,
  type Scope,
  SERVICE_ROLE,
  type Transaction,
} from './database.ts';
export { isConstraintViolation, isDatabaseUnavailable, refusing } from './faults.ts';
