import type { Projector } from '@quartet/webhooks';
import type { ProjectionSettings } from './kind.ts';
import { type ProjectionDependencies, projectObject } from './project-object.ts';
import { projectedKinds } from './projected-kinds.ts';
import { createShadow } from './shadow.ts';

export interface BillingProjectorOptions extends ProjectionDependencies, ProjectionSettings {
  /** Whether the product is about real money; events of the other mode are ignored. */
  livemode: boolean;
  /** Looks at objects; without it, the projection is made from events alone and stays provisional. */
  observe?: NonNullable<Projector['observe']>;
}

/** Makes billing state of Stripe's events. What others than this product's own account send is ignored. */
export function createBillingProjector(options: BillingProjectorOptions): Projector {
  const { observe } = options;
  const findKind = projectedKinds(options, 'public');
  return {
    ...(observe !== undefined && {
      observe: (object) => (findKind(object) === undefined ? Promise.resolve(undefined) : observe(object)),
    }),
    async project(tx, projection) {
      const found = findKind(projection);
      if (found !== undefined) return await projectObject(options, found, tx, projection);
      return { ignored: projection.events.map(({ eventId }) => eventId), changes: [] };
    },
    shadow: createShadow(options),
  };
}
