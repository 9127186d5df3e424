import { changingFlag } from './changing-flag.ts';
import type { FeatureFlagsCore } from './core.ts';
import { updateFlag } from './flags.sql.ts';
import type { Authorship } from './input.ts';
import { auditedFlag, type PresentedFlag, presentFlag } from './present.ts';

/**
 * Takes a flag out of use: it is off for everybody, and code that still asks for it is told that there is none.
 *
 * @throws `feature_flag_not_found`, `feature_flag_archived`
 */
export function archiveFlag(
  core: FeatureFlagsCore,
  { key, ...authorship }: { key: string } & Authorship,
): Promise<{ flag: PresentedFlag }> {
  return changingFlag(core, key, {}, async (tx, flag) => {
    const now = core.clock.now();
    const archived = { ...flag, updated_at: now, archived_at: now };
    await updateFlag(tx, archived);
    await core.audit.record(tx, {
      action: 'feature_flags.archived',
      target: { kind: 'feature_flag', id: key },
      before: auditedFlag(flag),
      ...authorship,
    });
    return { flag: presentFlag(archived) };
  });
}
