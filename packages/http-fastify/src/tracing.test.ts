import { createServer as createHttpServer } from 'node:http';
import { defineRoute } from '@quartet/platform/contract';
import { createLog } from '@quartet/platform/log';
import { startTelemetry } from '@quartet/platform/telemetry';
import { describe, expect, it } from 'vitest';
import { startServer } from '../test/start-server.ts';
import { bindRoutes } from './bind-routes.ts';

const open = defineRoute({
  name: 'test.open',
  method: 'GET',
  path: '/open/:id',
  summary: 'Open.',
  access: 'public',
  status: 204,
});
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe('traces', () => {
  it('a request joins its caller’s trace: the span reaches the collector, the log line has the trace’s id', async () => {
    const collected = Promise.withResolvers<string>();
    const collector = createHttpServer((request, response) => {
      request
        .setEncoding('latin1')
        .toArray()
        .then((chunks) => collected.resolve(chunks.join('')), collected.reject);
      response.end('{}');
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const address = collector.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const lines: string[] = [];
    const log = createLog({
      service: 'test',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    });
    const telemetry = await startTelemetry({
      serviceName: 'test',
      version: '1',
      otlpEndpoint: `http://127.0.0.1:${port}`,
      log,
    });

    const { url, stop } = await startServer(
      (server) => bindRoutes(server, { open }, { open: () => undefined }),
      { log },
    );
    await fetch(`${url}/api/open/1`, { headers: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` } });
    await stop();
    await telemetry.shutdown();
    const spans = await collected.promise;
    collector.close();

    expect(spans).toContain('GET /api/open/:id');
    expect(lines.join('')).toContain(`"trace_id":"${TRACE_ID}"`);
  });
});
