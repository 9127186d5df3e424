export { type EmbeddedPostgresCode, EmbeddedPostgresError } from './errors.ts';
export { freePort } from './free-port.ts';
export { stopPreviousPostmaster } from './previous-postmaster.ts';
export { disposableSettings } from './settings.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
