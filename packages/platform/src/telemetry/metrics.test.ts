import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('requests are timed by route template, method and status class', async () => {
  const metrics = createMetrics({ service: 'saas-test' });
  metrics.observeRequest({ method: 'GET', route: '/api/teams/:id', status: 200, seconds: 0.003 });
  metrics.observeRequest({ method: 'GET', route: '/api/teams/:id', status: 204, seconds: 0.3 });
  metrics.observeRequest({ method: 'GET', route: '/api/teams/:id', status: 404, seconds: 0.003 });

  const series = new Map(
    (await metrics.expose()).split('\n').map((line) => line.split(' ') as [string, string]),
  );
  const labels = (status: string) =>
    `service="saas-test",route="/api/teams/:id",method="GET",status="${status}"`;
  expect(series.get(`http_request_duration_seconds_count{${labels('2xx')}}`)).toBe('2');
  expect(series.get(`http_request_duration_seconds_count{${labels('4xx')}}`)).toBe('1');
  expect(series.get(`http_request_duration_seconds_bucket{le="0.005",${labels('2xx')}}`)).toBe('1');
  expect(series.get(`http_request_duration_seconds_bucket{le="0.5",${labels('2xx')}}`)).toBe('2');
});

test('the process is measured, and the text is of the type that Prometheus asks for', async () => {
  const metrics = createMetrics({ service: 'saas-test' });
  expect(await metrics.expose()).toMatch(/^process_resident_memory_bytes\{service="saas-test"\} \d+/m);
  expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('two services in one process have metrics of their own', async () => {
  const [one, other] = [createMetrics({ service: 'one' }), createMetrics({ service: 'other' })];
  one.observeRequest({ method: 'GET', route: '/health/live', status: 200, seconds: 0.001 });
  expect(await other.expose()).not.toContain('/health/live');
});
