import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

interface Process {
  pid: number;
  parent: number;
  residentKiB: number;
  command: string;
}

/**
 * Megabytes that the service processes below `pid` hold together: where Linux tells, pages that they share (the
 * runtime's own code above all) are counted once (PSS); elsewhere they count in each (RSS).
 */
export async function memoryOfServices(pid: number): Promise<number> {
  const services = descendantsOf(pid, await processes()).filter(({ command }) =>
    /services\/[^/]+\/src\/main\.ts/.test(command),
  );
  if (services.length === 0) throw new Error(`No service runs below process ${pid}.`);
  const sizes = await Promise.all(services.map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,args=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, residentKiB, ...command] = line.trim().split(/\s+/);
      return {
        pid: Number(pid),
        parent: Number(parent),
        residentKiB: Number(residentKiB),
        command: command.join(' '),
      };
    });
}

function descendantsOf(pid: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}

async function sizeOf({ pid, residentKiB }: Process): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]);
  } catch {
    return residentKiB;
  }
}
