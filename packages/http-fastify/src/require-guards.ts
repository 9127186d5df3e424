import { guardsFor } from '@quartet/platform/contract';
import type { Server } from './create-server.ts';

/** Stops the start when a bound route needs a guard that no module provides: it must not fail open, or late. */
export function requireGuards(server: Server): void {
  server.addHook('onReady', async () => {
    const missing = server.boundRoutes.flatMap((route) =>
      guardsFor(route)
        .filter((guard) => server.guards[guard] === undefined)
        .map((guard) => `${route.name} needs ${guard}`),
    );
    if (missing.length > 0) throw new Error(`Routes without a guard: ${missing.join(', ')}.`);
  });
}
