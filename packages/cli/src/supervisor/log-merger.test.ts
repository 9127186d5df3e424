import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { collectorFormat, readableFormat } from './log-format.ts';
import { createLogMerger } from './log-merger.ts';
import { TextSink } from './testing/text-sink.ts';

const talkative = fileURLToPath(new URL('./fixtures/talkative.js', import.meta.url));

test('lines of two processes are merged whole, in the order of each process', async () => {
  const sink = new TextSink();
  const logs = createLogMerger(sink, collectorFormat);
  const processes = ['a', 'b'].map((name) =>
    spawn(process.execPath, [talkative], {
      env: { ...process.env, FIXTURE_NAME: name, FIXTURE_LINES: '50' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    }),
  );
  for (const child of processes) logs.follow(`service-${child.pid}`, child.stdout as Readable);
  await Promise.all(processes.map((child) => once(child, 'message')));
  for (const child of processes) child.kill('SIGTERM');
  await logs.flushed(10_000);

  const records = sink.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const indexesOf = (name: string) =>
    records.filter((record) => record.name === name).map((record) => record.index);
  expect(records).toHaveLength(100);
  expect(indexesOf('a')).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(indexesOf('b')).toEqual(indexesOf('a'));
  expect(records.every((record) => record.text === `é\u2028${'x'.repeat(5_000)}€`)).toBe(true);
});

test('for a collector JSON passes untouched and other lines name their process', async () => {
  const sink = new TextSink();
  const logs = createLogMerger(sink, collectorFormat);
  logs.follow('saas-api', Readable.from([Buffer.from('{"level":30,  "msg":"hi"}\r\nTypeError: no')]));
  await logs.flushed(10_000);

  expect(sink.text).toBe('{"level":30,  "msg":"hi"}\nsaas-api | TypeError: no\n');
});

test('for a person each line of a record carries the name of its process', () => {
  const format = readableFormat(['saas-api', 'api'], { colors: false });
  const record = {
    level: 50,
    time: 0,
    msg: 'failed',
    err: { type: 'Error', message: 'no', stack: 'Error: no\n    at x' },
  };

  const lines = format('api', JSON.stringify(record)).split('\n');

  expect(lines.length).toBeGreaterThan(1);
  expect(lines.every((line) => line.startsWith('api      | '))).toBe(true);
  expect(lines[0]).toContain('ERROR');
  expect(lines[0]).toContain('failed');
});

test('with colours two processes have different ones', () => {
  const format = readableFormat(['a', 'b'], { colors: true });

  expect(format('a', 'x').replace('a', 'b')).not.toBe(format('b', 'x'));
});

test('a slow reader holds the processes back instead of filling memory', async () => {
  const slow = new PassThrough({ highWaterMark: 1_000 });
  const logs = createLogMerger(slow, collectorFormat);
  let produced = 0;
  const source = Readable.from(
    (function* () {
      for (; produced < 1_000; produced += 1) yield Buffer.from(`${'x'.repeat(500)}\n`);
    })(),
  );
  logs.follow('a', source);
  await once(slow, 'readable');
  await new Promise(setImmediate);
  const producedBeforeReading = produced;
  slow.resume();
  await logs.flushed(10_000);

  expect(producedBeforeReading).toBeLessThan(100);
  expect(produced).toBe(1_000);
});
