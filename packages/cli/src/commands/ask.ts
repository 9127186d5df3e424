import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';

/** Whether a person can be asked: both ends are a terminal, and nothing was said against it. */
export function canAsk({ json, yes }: { json?: true; yes?: true }): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !json && !yes;
}

/** @throws {CommandError} when the person goes away instead. */
export async function askFor<Value extends string>(
  message: string,
  choices: readonly { value: Value; label: string; hint?: string }[],
): Promise<Value> {
  const { isCancel, select } = await import('@clack/prompts');
  const answer = await select<string>({ message, options: [...choices] });
  const chosen = choices.find(({ value }) => value === answer);
  if (isCancel(answer) || !chosen) throw new CommandError('Nothing was changed.', { exitCode: EXIT.usage });
  return chosen.value;
}

/** @throws {CommandError} when the person goes away instead. */
export async function askForSome(
  message: string,
  choices: readonly { value: string; label: string; hint?: string }[],
  { initialValues = [], required = true }: { initialValues?: readonly string[]; required?: boolean } = {},
): Promise<string[]> {
  const { isCancel, multiselect } = await import('@clack/prompts');
  const options = [...choices];
  const answer = await multiselect<string>({
    message,
    options,
    required,
    initialValues: [...initialValues],
  });
  if (isCancel(answer)) throw new CommandError('Nothing was changed.', { exitCode: EXIT.usage });
  return answer;
}

/** @throws {CommandError} when the person goes away instead. */
export async function askForText(message: string, initialValue: string): Promise<string> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({ message, initialValue });
  if (isCancel(answer)) throw new CommandError('Nothing was changed.', { exitCode: EXIT.usage });
  return answer;
}
