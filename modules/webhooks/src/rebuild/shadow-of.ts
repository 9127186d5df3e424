import type { WebhooksCore } from '../core.ts';
import { webhookErrors } from '../errors.ts';
import type { ShadowProjection } from '../projector.ts';

/** @throws `not_rebuildable` when the product's state cannot be built again from the log */
export function shadowOf({ projector }: WebhooksCore): ShadowProjection {
  if (projector.shadow === undefined) throw webhookErrors.notRebuildable();
  return projector.shadow;
}
