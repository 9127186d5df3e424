import underPressure from '@fastify/under-pressure';
import { commonErrors } from '@quartet/platform/errors';
import type { Server } from './create-server.ts';

/** Paths that must be answered under pressure, or an orchestrator would kill what is merely busy. */
const ALWAYS_ANSWERED = new Set(['/health/live', '/metrics']);

/** Answers 503 with `Retry-After` while the event loop is behind: late answers help nobody. */
export async function shedLoad(server: Server, maxEventLoopDelayMs: number): Promise<void> {
  if (maxEventLoopDelayMs === 0) return;
  await server.register(underPressure, {
    maxEventLoopDelay: maxEventLoopDelayMs,
    pressureHandler: (request) => {
      if (!ALWAYS_ANSWERED.has(request.url)) throw commonErrors.unavailable({ retryAfterSeconds: 1 });
    },
  });
}
