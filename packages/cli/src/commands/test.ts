import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { runTests } from '../test-run/run-tests.ts';
import { summaryOf } from '../test-run/test-counts.ts';
import { unusedModules } from '../test-run/unused-modules.ts';
import { completeJournal } from '../wiring/write/apply.ts';
import { ROOT } from '../workspace.ts';

export function testCommand(): Command {
  return new Command('test')
    .description('run every test; with CI=true a skipped test is a failure')
    .argument('[args...]', 'for Vitest: parts of file names, and its options')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: string[]) => {
      await completeJournal(ROOT);
      const unused = args.length === 0 ? unusedModules(ROOT) : [];
      const without = unused.map((name) => `--exclude=modules/${name}/**`);
      const { counts, succeeded } = await runTests(ROOT, [...args, ...without], process.env);
      if (unused.length > 0)
        process.stdout.write(
          `Left out are modules that no service uses: ${unused.join(', ')}. Test one: npm test -- modules/${unused[0]}\n`,
        );
      const skippedCounts = isContinuousIntegration() && counts.skipped > 0;
      if (skippedCounts) process.stdout.write('Skipped tests are failures when CI is set.\n');
      process.stdout.write(`${summaryOf(counts)}\n`);
      if (!succeeded || counts.failed > 0 || skippedCounts) process.exitCode = EXIT.failed;
    });
}

function isContinuousIntegration(): boolean {
  return process.env.CI !== undefined && process.env.CI !== 'false' && process.env.CI !== '';
}
