import { once } from 'node:events';
import { createServer } from 'node:net';

/** The ports of `ports` that nothing can listen on at `host`, because another process does or may not. */
export async function portsTaken(host: string, ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map((port) => isFree(host, port)));
  return ports.filter((_, index) => !free[index]);
}

/**
 * A base at which the ports of all `offsets` are free at this moment. Processes begin to look at different
 * places, so that those that start at once do not meet.
 */
export async function freePortBase(host: string, offsets: readonly number[]): Promise<number> {
  const first = 20_000 + (process.pid % 1_000) * 20;
  for (let base = first; base < 60_000; base += 20) {
    const taken = await portsTaken(
      host,
      offsets.map((offset) => base + offset),
    );
    if (taken.length === 0) return base;
  }
  throw new Error(`No ports are free between ${first} and 60000.`);
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE' || code === 'EACCES') return false;
    throw error;
  }
}
