export { programsPackage } from './binaries.ts';
export { clusterFolder } from './cluster-folder.ts';
export { EmbeddedPostgresError } from './errors.ts';
export { freePort } from './free-port.ts';
export { stopPreviousPostmaster } from './previous-postmaster.ts';
export { embeddedOwnerUrl } from './set-up-roles.ts';
export { disposableSettings } from './settings.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
