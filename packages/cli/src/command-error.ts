import type { ExitCode } from './exit-codes.ts';

/** A command cannot do what it was asked to; the message says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(message: string, { exitCode, cause }: { exitCode: ExitCode; cause?: unknown }) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
