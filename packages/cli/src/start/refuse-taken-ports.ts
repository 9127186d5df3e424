import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { portsTaken } from '../supervisor/ports.ts';

/** The services of a supervisor that was killed give their ports up when they notice it. */
const PATIENCE_MS = 2_000;
const POLL_MS = 100;

/** @throws {CommandError} naming the ports that are taken, and the way to move. */
export async function refuseTakenPorts(
  host: string,
  ports: readonly { port: number; name: string }[],
): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const numbers = ports.map(({ port }) => port);
  let taken = await portsTaken(host, numbers);
  while (taken.length > 0 && performance.now() < giveUpAt) {
    await sleep(POLL_MS);
    taken = await portsTaken(host, numbers);
  }
  if (taken.length === 0) return;
  const lines = ports
    .filter(({ port }) => taken.includes(port))
    .map(
      ({ port, name }) => `Port ${port} on ${host}, which ${name} was to use, is taken by another program.`,
    );
  throw new CommandError([...lines, HOW_TO_MOVE].join('\n'), { exitCode: EXIT.portTaken });
}

const HOW_TO_MOVE =
  'Stop that program, or move Quartet with QUARTET_PORT_BASE (default 8000), as in: QUARTET_PORT_BASE=9000 npm start';
