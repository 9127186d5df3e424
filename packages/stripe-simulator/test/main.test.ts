import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

it('the process tells its supervisor when it is ready, and stops when asked', async () => {
  const child = fork(main, ['--port', '0', '--secret-key', 'sk_test_given'], { silent: true });
  expect(await once(child, 'message')).toEqual([{ type: 'ready' }, undefined]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('the process says what is wrong with its settings', async () => {
  const child = fork(main, ['--port', 'eighty'], { silent: true });
  const [message] = await once(child, 'message');
  expect(message).toMatchObject({
    type: 'failed',
    problems: [expect.stringContaining('STRIPE_SIMULATOR_PORT')],
  });
  expect(await once(child, 'exit')).toEqual([78, null]);
});
