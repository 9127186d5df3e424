import type { Audit } from '@quartet/audit';
import type { Clock } from '@quartet/platform/clock';
import type { Database } from '@quartet/platform/database';
import type { Log } from '@quartet/platform/log';
import { type KeyLookup, prepareKeyLookup } from './key-lookup.sql.ts';
import { createLastUse, type NoteUse } from './last-use.ts';

/** What the module is made from. */
export interface ApiKeysDependencies {
  db: Database;
  clock: Clock;
  audit: Pick<Audit, 'record'>;
  log: Pick<Log, 'warn'>;
}

/** What the module stands on. */
export interface ApiKeysCore extends ApiKeysDependencies {
  keyLookup: KeyLookup;
  noteUse: NoteUse;
}

export function createApiKeysCore(dependencies: ApiKeysDependencies): ApiKeysCore {
  return {
    ...dependencies,
    keyLookup: prepareKeyLookup(dependencies.db),
    noteUse: createLastUse(dependencies),
  };
}
