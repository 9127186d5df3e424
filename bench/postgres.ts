import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { lockDataFolder } from '@quartet/platform/data-folder';
import { freePort, startEmbeddedPostgres } from '@quartet/platform/embedded-postgres';
import { migrate } from '@quartet/platform/migrate';
import pg from 'pg';

/** A PostgreSQL of its own, with the durable settings of development. */
export interface BenchPostgres {
  /** Of the product's migrated database: as a service, and as the owner of its schema. */
  serviceUrl: string;
  ownerUrl: string;
  /** Makes an empty database; answers its address as its owner, and as the superuser. */
  createDatabase(name: string): Promise<{ ownerUrl: string; superuserUrl: string }>;
}

export async function openPostgres(folder: string, resources: AsyncDisposableStack): Promise<BenchPostgres> {
  const dataFolder = resources.adopt(await lockDataFolder(join(folder, 'data')), (lock) => lock.release());
  const password = randomBytes(24).toString('base64url');
  const { ownerUrl, serviceUrl, superuserUrl } = resources.adopt(
    await startEmbeddedPostgres({
      dataFolder,
      port: await freePort(),
      secrets: { superuserPassword: password, ownerPassword: password, servicePassword: password },
      log: () => undefined,
    }),
    (server) => server.stop(),
  );
  await migrate({ url: ownerUrl });
  return {
    serviceUrl,
    ownerUrl,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: superuserUrl });
      await client.connect();
      await client.query(`create database ${name} owner quartet_owner`);
      await client.end();
      const at = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
      return { ownerUrl: at(ownerUrl), superuserUrl: at(superuserUrl) };
    },
  };
}
