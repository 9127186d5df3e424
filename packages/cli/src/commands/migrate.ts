import { Command } from 'commander';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to date')
    .option('--status', 'only list the migrations that are pending')
    .option('--dump', 'write db/schema.sql anew from the migrations, on a PostgreSQL of its own')
    .action(async ({ status, dump }: { status?: true; dump?: true }) => {
      const { migrate, pendingMigrations, writeSchema } = await import('@quartet/platform/migrate');
      if (dump) return await writeSchema();
      const { withOwnerConnection } = await import('../start/owner-connection.ts');
      const { loadSettings } = await import('../settings.ts');
      await withOwnerConnection(loadSettings(process.env), async (url) => {
        if (status) show(await pendingMigrations({ url }), 'pending', 'Nothing is pending.');
        else show((await migrate({ url })).applied, 'applied', 'Nothing was pending.');
      });
    });
}

function show(migrations: readonly string[], state: string, otherwise: string): void {
  const lines = migrations.map((name) => `${state} ${name}`);
  process.stdout.write(`${lines.join('\n') || otherwise}\n`);
}
