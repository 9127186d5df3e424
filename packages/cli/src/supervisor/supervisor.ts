import type { Readable } from 'node:stream';
import type { BackoffPolicy } from './backoff.ts';
import { type KeptRun, keepRunning, type RunStatus } from './keep-running.ts';
import type { LogMerger } from './log-merger.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

export interface SupervisorOptions {
  services: readonly ServiceProcess[];
  /** Receives what the services write to their standard output. */
  logs: LogMerger;
  /** Receives what they write to their standard error. */
  errors: LogMerger;
  policy: BackoffPolicy;
  /** Milliseconds from SIGTERM to SIGKILL when services are stopped. */
  graceMs: number;
  onChange(status: RunStatus): void;
}

export interface Supervisor extends AsyncDisposable {
  readonly runs: readonly KeptRun[];
  /** Settles when each service has become ready or failed for the first time, with the failures. */
  firstStarts(): Promise<Error[]>;
  restart(names: ReadonlySet<string>): void;
}

/** Runs each service as a process of its own; disposing of the supervisor ends them, the last one first. */
export function superviseServices(options: SupervisorOptions): Supervisor {
  const { policy, graceMs, onChange } = options;
  const runs = options.services.map((service) =>
    keepRunning({
      name: service.name,
      policy,
      onChange,
      start: (signal) =>
        startServiceProcess(service, { graceMs, onOutput: followOutput(service.name) }, signal),
    }),
  );

  return {
    runs,
    async firstStarts() {
      const outcomes = await Promise.all(runs.map((run) => run.firstStart));
      return outcomes.filter((outcome) => outcome !== undefined);
    },
    restart(names) {
      for (const run of runs) if (names.has(run.status.name)) run.restart();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(runs.toReversed().map((run) => run.stop()));
    },
  };

  function followOutput(name: string) {
    return (stdout: Readable, stderr: Readable) => {
      options.logs.follow(name, stdout);
      options.errors.follow(name, stderr);
    };
  }
}
