import { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

/** Why a plan cannot be made or written, for scripts, and the exit code that goes with it. */
const EXIT_OF = {
  unknown_module: EXIT.usage,
  unknown_service: EXIT.usage,
  manifest_invalid: EXIT.configuration,
  lock_file_invalid: EXIT.configuration,
  edited: EXIT.conflict,
  marker_missing: EXIT.refused,
  marker_doubled: EXIT.refused,
  marker_misplaced: EXIT.refused,
  file_missing: EXIT.refused,
  does_not_parse: EXIT.refused,
  does_not_type_check: EXIT.refused,
  required_by_others: EXIT.refused,
  modules_exclude_each_other: EXIT.refused,
  migration_missing: EXIT.refused,
  nothing_to_wire: EXIT.refused,
  drift: EXIT.refused,
  changed_meanwhile: EXIT.refused,
  not_written: EXIT.failed,
  busy: EXIT.busy,
} as const satisfies Record<string, ExitCode>;

export type WiringErrorCode = keyof typeof EXIT_OF;

/** Nothing was written; the message says why and what to do. */
export class WiringError extends CommandError {
  readonly code: WiringErrorCode;
  /** Unified diffs of what the user edited, for `edited`. */
  readonly diffs: readonly string[];

  constructor(
    message: string,
    { code, diffs = [], cause }: { code: WiringErrorCode; diffs?: readonly string[]; cause?: unknown },
  ) {
    super([message, ...diffs].join('\n\n'), { exitCode: EXIT_OF[code], cause });
    this.code = code;
    this.diffs = diffs;
  }
}
