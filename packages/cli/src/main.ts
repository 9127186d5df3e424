import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

const program = createProgram();
try {
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  process.exitCode = await exitCodeFor(error);
}

/** Whatever goes wrong becomes a message and an exit code; commander has shown its own messages already. */
async function exitCodeFor(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { reportError } = await import('./report-error.ts');
  const { text, exitCode } = reportError(error, { verbose: Boolean(program.opts().verbose) });
  process.stderr.write(`${text}\n`);
  return exitCode;
}
