import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createLog } from '../log/index.ts';
import { startTelemetry, type Telemetry } from './start-telemetry.ts';
import { startReceiver } from './testing/receiver.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const service = {
  serviceName: 'saas-test',
  version: '1.2.3',
  log: createLog({ service: 'test', level: 'silent' }),
};

let telemetry: Telemetry | undefined;
afterEach(async () => {
  await telemetry?.shutdown();
});

test("without a collector a caller's trace id reaches code behind an await", async () => {
  telemetry = await startTelemetry(service);
  const seen = await context.with(propagation.extract(context.active(), { traceparent }), async () => {
    await new Promise(setImmediate);
    return trace.getSpanContext(context.active())?.traceId;
  });
  expect(seen).toBe(TRACE_ID);
});

test('with a collector, spans arrive there with the service and the trace of the caller', async () => {
  await using collector = await startReceiver();
  telemetry = await startTelemetry({ ...service, otlpEndpoint: `${collector.url}/otlp` });
  context.with(propagation.extract(context.active(), { traceparent }), () => {
    trace.getTracer('test').startSpan('GET /api/teams/:id').end();
  });
  await telemetry.shutdown();

  const { path, body } = await collector.next();
  expect(path).toBe('/otlp/v1/traces');
  const [resourceSpans] = JSON.parse(body).resourceSpans;
  expect(resourceSpans.resource.attributes).toEqual([
    { key: 'service.name', value: { stringValue: 'saas-test' } },
    { key: 'service.version', value: { stringValue: '1.2.3' } },
  ]);
  expect(resourceSpans.scopeSpans[0].spans).toMatchObject([
    { name: 'GET /api/teams/:id', traceId: TRACE_ID },
  ]);
});

test('a collector that is away does not keep the process from stopping', async () => {
  const collector = await startReceiver();
  await collector[Symbol.asyncDispose]();
  telemetry = await startTelemetry({ ...service, otlpEndpoint: collector.url });
  trace.getTracer('test').startSpan('lost').end();
  await expect(telemetry.shutdown()).resolves.toBeUndefined();
});

test('a collector that accepts and never answers does not either', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  telemetry = await startTelemetry({ ...service, otlpEndpoint: `http://127.0.0.1:${port}` });
  trace.getTracer('test').startSpan('lost').end();
  await expect(telemetry.shutdown()).resolves.toBeUndefined();
  silent.closeAllConnections();
  silent.close();
}, 4_000);
