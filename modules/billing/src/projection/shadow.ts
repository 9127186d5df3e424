import type { ShadowProjection } from '@quartet/webhooks';
import { changeOf } from './changes.ts';
import type { ProjectionSettings } from './kind.ts';
import { newest } from './newest.ts';
import { projectedKinds } from './projected-kinds.ts';
import { clearShadow, findDifferences, mergeShadow } from './shadow.sql.ts';
import { GONE } from './snapshot.ts';

/** The projection as it is built again from the log, in tables beside those in use. */
export function createShadow(settings: ProjectionSettings & { livemode: boolean }): ShadowProjection {
  const findKind = projectedKinds(settings, 'shadow');
  return {
    clear: clearShadow,
    async build(tx, object, log) {
      const found = findKind(object);
      if (found === undefined) return;
      const last = newest(found.reader.ofLog(log));
      if (last === undefined || last.state === GONE) return;
      const { state, at: asOf, source } = last;
      const isProvisional = source === 'event';
      await found.rows.put(tx, state, { livemode: object.livemode, asOf, isProvisional });
    },
    async compare(tx, page) {
      const differences = await findDifferences(tx, page);
      return differences.flatMap(({ subject, current, rebuilt }) =>
        changeOf(subject, current ?? undefined, rebuilt ?? undefined).map(({ before, after }) => ({
          subject,
          current: before,
          rebuilt: after,
        })),
      );
    },
    swap: mergeShadow,
  };
}
