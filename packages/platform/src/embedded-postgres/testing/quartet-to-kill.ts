import { lockDataFolder } from '../../data-folder/index.ts';
import { disposableSettings, startEmbeddedPostgres } from '../index.ts';
import { secrets } from './sandbox.ts';

/** A process that runs the embedded PostgreSQL until it is killed. Arguments: data folder, port. */
const [folder = '', port = ''] = process.argv.slice(2);
const dataFolder = await lockDataFolder(folder);
const postgres = await startEmbeddedPostgres({
  dataFolder,
  port: Number(port),
  secrets,
  log: () => undefined,
  settings: disposableSettings,
});
process.send?.(postgres.pid);
await postgres.exited;
await dataFolder.release();
