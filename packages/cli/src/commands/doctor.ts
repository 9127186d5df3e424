import { styleText } from 'node:util';
import { Command } from 'commander';
import type { Finding } from '../doctor/finding.ts';
import { EXIT } from '../exit-codes.ts';
import { ROOT } from '../workspace.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at everything that a start depends on, and say how to mend it')
    .option('--json', 'print the findings as JSON')
    .option('--adopt', 'make quartet.lock.json anew, from quartet.json, the manifests and the code')
    .action(async ({ json, adopt }: { json?: true; adopt?: true }) => {
      const { completeJournal } = await import('../wiring/write/apply.ts');
      await completeJournal(ROOT);
      if (adopt) await adoptWirings();
      const { examine } = await import('../doctor/examine.ts');
      const findings = await examine(ROOT, process.env);
      process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(lineOf).join(''));
      if (findings.some(({ healthy }) => !healthy)) process.exitCode = EXIT.failed;
    });
}

async function adoptWirings(): Promise<void> {
  const { runPlan } = await import('../wiring/run-plan.ts');
  const { planAdoption } = await import('../wiring/adopt.ts');
  await runPlan({ root: ROOT, makePlan: planAdoption, isDryRun: false, typeChecks: false });
}

function lineOf({ name, healthy, detail, remedy }: Finding): string {
  if (healthy) return `${styleText('green', '✓')} ${name}: ${detail}\n`;
  return `${styleText('red', '✗')} ${name}: ${detail}\n    ${remedy}\n`;
}
