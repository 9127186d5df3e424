export { dumpSchema } from './dump-schema.ts';
export { type MigrateOptions, MigrationError, migrate, pendingMigrations } from './migrate.ts';
export { schemaDrift, writeSchema } from './schema-drift.ts';
