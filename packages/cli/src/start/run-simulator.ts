import type { Log } from '@quartet/platform/log';
import { type Supervisor, type SupervisorOptions, superviseServices } from '../supervisor/supervisor.ts';
import type { SimulatorPlan } from './stripe-simulator.ts';

export interface RunningSimulator extends AsyncDisposable {
  plan: SimulatorPlan;
  supervisor: Supervisor;
  /** Settles when the plans are on sale, or could not be put on sale, which the log tells then. */
  onSale: Promise<void>;
}

/** Runs the simulator beside everything else, and puts the plans on sale there. */
export function runSimulator(
  plan: SimulatorPlan,
  options: Omit<SupervisorOptions, 'services'> & { log: Log },
): RunningSimulator {
  const supervisor = superviseServices({ ...options, services: [plan.process] });
  return {
    plan,
    supervisor,
    onSale: putOnSale(plan, supervisor, options.log),
    [Symbol.asyncDispose]: () => supervisor[Symbol.asyncDispose](),
  };
}

async function putOnSale(plan: SimulatorPlan, supervisor: Supervisor, log: Log): Promise<void> {
  const failures = await supervisor.firstStarts();
  if (failures.length > 0) return;
  try {
    // Loaded when the seeds have loaded the same modules.
    const { publishPlans } = await import('@quartet/billing');
    const { simulatorCatalogue } = await import('./simulator-catalogue.ts');
    await publishPlans(simulatorCatalogue(plan));
  } catch (error) {
    log.error(
      error,
      'The plans could not be put on sale at the Stripe simulator; the next start tries again.',
    );
  }
}
