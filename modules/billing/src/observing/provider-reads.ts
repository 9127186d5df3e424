import type { Clock } from '@quartet/platform/clock';
import type { Log } from '@quartet/platform/log';
import { metricNamed } from '@quartet/platform/telemetry';
import { Counter, Gauge, type Registry } from 'prom-client';
import { createCircuit } from './circuit.ts';
import { createReadBudget } from './read-budget.ts';

/** Requests to the provider that only read: within a budget, and none while it is away. */
export interface ProviderReads {
  /**
   * Reads at once or not at all. It answers nothing when the second's budget is spent, and when the provider is
   * away, slow, limits us or fails; it does not throw for any of that.
   *
   * @param read gives up when its signal aborts
   */
  now<Result>(read: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined>;
  /** Reads when it is the turn of background work. @throws what the read throws; `billing_unavailable` */
  inTurn<Result>(read: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** Waits until background work may cause so many reads. */
  waitForTurns(count: number, signal?: AbortSignal): Promise<void>;
  /** Turns of background work in a second. */
  readonly turnsPerSecond: number;
  /** False from when the provider was found to be away until a read succeeds again. */
  isProviderThere(): boolean;
}

export interface ProviderReadsOptions {
  clock: Clock;
  log: Log;
  registry: Registry;
  /** Requests a second of this process. */
  perSecond: number;
  /** Milliseconds that an event waits for a read. It is less than a lease of an object lasts. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 4_000;

export function createProviderReads(options: ProviderReadsOptions): ProviderReads {
  const { clock, log, registry, perSecond, timeoutMs = TIMEOUT_MS } = options;
  const budget = createReadBudget({ perSecond });
  const circuit = createCircuit({ clock });
  const count = exposeReads(registry, circuit.isClosed);

  const counted = async <Result>(work: () => Promise<Result>) => {
    const result = await circuit.run(async () => {
      try {
        return await work();
      } catch (error) {
        count('failed');
        throw error;
      }
    });
    count('answered');
    return result;
  };
  const waitForTurns = async (turns: number, signal?: AbortSignal) => {
    for (let turn = 0; turn < turns; turn += 1) await budget.waitForTurn(signal);
  };

  return {
    async now(read) {
      if (!(await budget.tryTake())) return void count('over_budget');
      const wasThere = circuit.isClosed();
      try {
        return await counted(() => read(AbortSignal.timeout(timeoutMs)));
      } catch (error) {
        if (wasThere)
          log.warn({ err: error }, 'An object could not be read; what events say of it stands until it can.');
        return undefined;
      }
    },
    async inTurn(read, signal) {
      await budget.takeInTurn(signal);
      return await counted(read);
    },
    waitForTurns,
    turnsPerSecond: budget.turnsPerSecond,
    isProviderThere: circuit.isClosed,
  };
}

function exposeReads(registry: Registry, isClosed: () => boolean) {
  const registers = [registry];
  const reads = metricNamed(
    registry,
    'billing_provider_reads_total',
    () =>
      new Counter({
        name: 'billing_provider_reads_total',
        help: 'Reads of the payment provider: answered, failed, or left out since the budget was spent.',
        labelNames: ['result'],
        registers,
      }),
  );
  metricNamed(
    registry,
    'billing_provider_away',
    () =>
      new Gauge({
        name: 'billing_provider_away',
        help: 'Whether the payment provider is taken for away: 1 or 0.',
        registers,
        collect() {
          this.set(isClosed() ? 0 : 1);
        },
      }),
  );
  return (result: 'answered' | 'failed' | 'over_budget') => reads.inc({ result });
}
