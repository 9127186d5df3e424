export { MigrationError, migrate, pendingMigrations } from './migrate.ts';
export { schemaDrift, writeSchema } from './schema-drift.ts';
