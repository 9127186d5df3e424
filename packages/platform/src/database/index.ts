export { bytea, id, timestamp } from './columns.ts';
export {
  createDatabase,
  type Database,
  type Executor,
  SERVICE_ROLE,
  type Transaction,
} from './database.ts';
export { isConstraintViolation, isDatabaseUnavailable, refusing } from './faults.ts';
export { newerThan, olderThan, type Slice } from './slice.ts';
