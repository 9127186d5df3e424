import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedPlans } from '@quartet/billing';
import { lockDataFolder } from '@quartet/platform/data-folder';
import { createDatabase } from '@quartet/platform/database';
import { freePort, startEmbeddedPostgres } from '@quartet/platform/embedded-postgres';
import { createLog } from '@quartet/platform/log';
import { migrate } from '@quartet/platform/migrate';

/** A PostgreSQL of one test, whose commits survive its crashes. */
export interface Cluster {
  serviceUrl: string;
  /** Ends all of its processes at once, as an immediate shutdown does, and starts it again. */
  crash(): Promise<void>;
  remove(): Promise<void>;
}

/** A migrated database with the plans in it. */
export async function startCluster(): Promise<Cluster> {
  const dataFolder = await lockDataFolder(await mkdtemp(join(tmpdir(), 'quartet-faults-')));
  const port = await freePort();
  const start = () =>
    startEmbeddedPostgres({
      dataFolder,
      port,
      secrets: { superuserPassword: 'superuser', ownerPassword: 'owner', servicePassword: 'service' },
      log: () => undefined,
    });
  let postgres = await start();
  await migrate({ url: postgres.ownerUrl });
  await seed(postgres.ownerUrl);
  return {
    serviceUrl: postgres.serviceUrl,
    async crash() {
      process.kill(postgres.pid, 'SIGQUIT');
      await postgres.exited;
      postgres = await start();
    },
    async remove() {
      await postgres.stop();
      await rm(dataFolder.path, { recursive: true, force: true });
      await dataFolder.release();
    },
  };
}

async function seed(url: string): Promise<void> {
  const log = createLog({ service: 'faults-test', level: 'silent' });
  const owner = createDatabase({ url, applicationName: 'owner', actsAs: 'login', log });
  await seedPlans(owner);
  await owner.close();
}
