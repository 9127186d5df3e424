import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SECRETS_FILE } from '@quartet/platform/config';
import { DataFolderLockedError, lockDataFolder } from '@quartet/platform/data-folder';
import { ailing, type Finding, healthy } from './finding.ts';

const NAME = 'data folder';

export interface DataFolderState {
  finding: Finding;
  /** A running Quartet holds it. */
  inUse: boolean;
}

/** Whether the data folder can be used, and by whom it is. */
export async function examineDataFolder(dataDir: string): Promise<DataFolderState> {
  if (!existsSync(dataDir)) {
    return { finding: healthy(NAME, `${dataDir} (made by the first start)`), inUse: false };
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const folder = await lockDataFolder(dataDir);
    await folder.release();
    return { finding: healthy(NAME, dataDir), inUse: false };
  } catch (error) {
    if (error instanceof DataFolderLockedError) return { finding: healthy(NAME, error.message), inUse: true };
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = `Give this user the right to write in ${dataDir}, or set QUARTET_DATA_DIR to another folder.`;
    return { finding: ailing(NAME, reason, remedy), inUse: false };
  }
}

/** Whether the generated secrets are for their owner alone. */
export function examineSecretsFile(dataDir: string): Finding {
  const file = join(dataDir, SECRETS_FILE);
  if (!existsSync(file)) return healthy('secrets', 'made by the first start');
  const mode = statSync(file).mode & 0o777;
  if (process.platform === 'win32' || mode === 0o600) return healthy('secrets', `${file} (mode 600)`);
  return ailing(
    'secrets',
    `${file} has the mode ${mode.toString(8)}: others can read it`,
    `Run chmod 600 ${file}`,
  );
}
