import { createLog } from '@quartet/platform/log';
import { expect, it } from 'vitest';
import { nestLog } from './nest-log.ts';

function loggedBy(write: (log: ReturnType<typeof nestLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(nestLog(createLog({ service: 'test', level: 'info', destination })));
  return JSON.parse(lines.join(''));
}

it('an error that Nest tells of keeps its stack, and leaves to the log what may be written of it', () => {
  const logged = loggedBy((log) => log.error(new Error('It broke.'), undefined, 'ExceptionsHandler'));
  expect(logged).toMatchObject({
    level: 'error',
    nest: 'ExceptionsHandler',
    msg: 'An error, told by NestJS.',
    err: { message: 'It broke.', stack: expect.stringContaining('nest-log.test.ts') },
  });
});

it.each([
  { rest: ['Ctx'], expected: { nest: 'Ctx' } },
  { rest: ['Error: x\n    at file.ts:1:1'], expected: { stack: 'Error: x\n    at file.ts:1:1' } },
  { rest: ['Error: x\n    at file.ts:1:1', 'Ctx'], expected: { nest: 'Ctx', stack: expect.any(String) } },
])('a line that is logged with $rest is kept whole', ({ rest, expected }) => {
  expect(loggedBy((log) => log.error('It failed.', ...rest))).toMatchObject({
    msg: 'It failed.',
    ...expected,
  });
});
