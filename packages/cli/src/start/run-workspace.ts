import { setTimeout as sleep } from 'node:timers/promises';
import { lockDataFolder } from '@quartet/platform/data-folder';
import { migrate } from '@quartet/platform/migrate';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { DATABASE_PORT_OFFSET } from '../port-offsets.ts';
import { type Env, loadSettings, type Settings } from '../settings.ts';
import { RESTART_POLICY } from '../supervisor/backoff.ts';
import { ServiceRefusedToStart } from '../supervisor/service-process.ts';
import { type Supervisor, superviseServices } from '../supervisor/supervisor.ts';
import { readServices, type WorkspaceService } from '../workspace.ts';
import { announceReady } from './announce-ready.ts';
import { compileNest } from './compile-nest.ts';
import { logChange } from './log-change.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { type Output, openOutput } from './open-output.ts';
import { refuseTakenPorts } from './refuse-taken-ports.ts';
import { refuseWrongSettings } from './refuse-wrong-settings.ts';
import { type RunningSimulator, runSimulator } from './run-simulator.ts';
import { planServices } from './service-processes.ts';
import { unlessStopped, untilStopped } from './stop-signal.ts';
import { planSimulator, SIMULATOR_NAME, type SimulatorPlan } from './stripe-simulator.ts';

/** Services drain this long before they are killed, so that everything has ended within 5 s. */
const GRACE_MS = 3_500;
/** A service that is not ready by then is shown as it is. */
const FIRST_START_PATIENCE_MS = 30_000;

/** What runs, for whoever wants to change it while it runs. */
export interface RunningWorkspace {
  supervisor: Supervisor;
  simulator: RunningSimulator | undefined;
  database: OpenDatabase;
  output: Output;
}

export interface RunWorkspaceOptions {
  root: string;
  env: Env;
  /** Ends everything, in order, when it is aborted. */
  stop: AbortSignal;
  /** Called when everything has been started; what it returns is disposed of first. */
  onRunning?(running: RunningWorkspace): AsyncDisposable;
}

/**
 * Starts PostgreSQL (unless DATABASE_URL names one), migrates, seeds, starts each service as a process of its
 * own, and keeps them running until it is stopped; in development with a Stripe simulator beside them. Whatever happens, what was started ends in reverse order.
 *
 * @throws {StopRequested} when it was stopped; otherwise whatever kept it from starting.
 */
export async function runWorkspace({ root, env, stop, onRunning }: RunWorkspaceOptions): Promise<never> {
  await using resources = new AsyncDisposableStack();
  const services = readServices(root);
  await refuseWrongSettings(root, services, env);
  const settings = loadSettings(env);
  const isProduction = settings.environment === 'production';
  const simulatorPlan = planSimulator({ root, env, settings, services });
  const names = [...services.map(({ name }) => name), ...(simulatorPlan ? [SIMULATOR_NAME] : [])];
  const output = resources.use(openOutput(['postgres', ...names], { production: isProduction, ...settings }));

  // Production keeps nothing in the data folder, so any number of copies may run.
  const dataFolder = isProduction ? undefined : await lockDataFolder(settings.dataDir);
  if (dataFolder) resources.defer(() => dataFolder.release());
  await refuseTakenPorts(settings.host, portsOf(settings, services, simulatorPlan));

  // The modules that seed take a while to load, and Nest's to compile; PostgreSQL starts meanwhile.
  const modules = import('../seed.ts');
  const compiled = compileNest(root, services);
  compiled.catch(() => undefined); // It is awaited below; until then, it has failed unseen.
  const onChange = logChange(output.log);
  const supervision = { ...output, policy: RESTART_POLICY, graceMs: GRACE_MS, onChange };
  const simulator = simulatorPlan && resources.use(runSimulator(simulatorPlan, supervision));
  const database = resources.use(
    await openDatabase({
      settings: settings.database,
      dataFolder,
      port: settings.portBase + DATABASE_PORT_OFFSET,
      onLine: (line) => output.logs.line('postgres', line),
      onChange,
    }),
  );
  await unlessStopped(stop, Promise.all([compiled, prepare(database, output, modules)]));

  const serviceEnv = { ...env, ...simulatorPlan?.serviceEnv };
  const plans = planServices(services, {
    root,
    env: serviceEnv,
    settings,
    databaseUrl: database.serviceUrl,
  });
  const supervisor = resources.use(superviseServices({ services: plans, ...supervision }));
  await unlessStopped(stop, firstStarts(supervisor, simulator));
  announceReady({ plans, supervisor, simulator, database, settings, output });
  if (onRunning) resources.use(onRunning({ supervisor, simulator, database, output }));
  resources.defer(() => output.log.info('Stopping.'));

  return await untilStopped(stop);
}

function portsOf(
  { portBase }: Settings,
  services: readonly WorkspaceService[],
  simulator: SimulatorPlan | undefined,
): { name: string; port: number }[] {
  const ports = services.map(({ name, portOffset }) => ({ name, port: portBase + portOffset }));
  return simulator ? [...ports, { name: SIMULATOR_NAME, port: simulator.port }] : ports;
}

async function prepare(
  { ownerUrl }: OpenDatabase,
  { log, announce }: Output,
  modules: Promise<typeof import('../seed.ts')>,
): Promise<void> {
  await migrate({ url: ownerUrl, log });
  const { seed } = await modules;
  await seed({ url: ownerUrl, log, announce });
}

/** Waits until each service is ready or has failed once; a crash is for the restarts to heal. */
async function firstStarts(supervisor: Supervisor, simulator: RunningSimulator | undefined): Promise<void> {
  const patience = sleep<Error[]>(FIRST_START_PATIENCE_MS, [], { ref: false });
  const failures = await Promise.race([settled(), patience]);
  const refusals = failures.filter((failure) => failure instanceof ServiceRefusedToStart);
  if (refusals.length === 0) return;
  const lines = refusals.flatMap(({ service, problems }) => [
    `${service} does not start:`,
    ...problems.map((problem) => `  - ${problem}`),
  ]);
  throw new CommandError(lines.join('\n'), { exitCode: EXIT.configuration });

  async function settled(): Promise<Error[]> {
    const [ofServices, ofSimulator = []] = await Promise.all([
      supervisor.firstStarts(),
      simulator?.supervisor.firstStarts(),
      simulator?.onSale,
    ]);
    return [...ofServices, ...ofSimulator];
  }
}
