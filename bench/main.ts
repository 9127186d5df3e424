import { parseArgs } from 'node:util';
import { measureIntake } from './measure-intake.ts';
import { measureLogin } from './measure-login.ts';
import { measureProcessing } from './measure-processing.ts';
import { measureSignedIn } from './measure-signed-in.ts';
import { measureStart } from './measure-start.ts';
import { asJson, asTable } from './report.ts';
import type { Result } from './result.ts';
import { openStage, type Stage } from './stage.ts';

/** In the order in which they run; a run may ask for some of them by name. */
const measurements: Record<string, () => Promise<Result[]>> = {
  start: measureStart,
  'signed-in': () => onStage(measureSignedIn),
  login: () => onStage(measureLogin),
  intake: measureIntake,
  processing: measureProcessing,
};

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const results: Result[] = [];
for (const name of chosen(positionals)) {
  process.stderr.write(`Measuring: ${name}\n`);
  results.push(...((await measurements[name]?.()) ?? []));
}
console.log(values.json ? asJson(results) : asTable(results));

async function onStage(measure: (stage: Stage) => Promise<Result[]>): Promise<Result[]> {
  await using resources = new AsyncDisposableStack();
  // PostgreSQL leads a process group of its own, which Ctrl-C does not reach.
  const interrupt = () => void resources.disposeAsync().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
  return await measure(await openStage(resources));
}

function chosen(names: readonly string[]): string[] {
  const all = Object.keys(measurements);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  return names.length > 0 ? all.filter((name) => names.includes(name)) : all;
}
