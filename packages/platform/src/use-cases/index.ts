/**
 * A use case that has what its module stands on, for the module's door.
 *
 * @example return { readProfile: bind(core, readProfile) };
 */
export function bind<Core, Input, Output>(
  core: Core,
  useCase: (core: Core, input: Input) => Output,
): (input: Input) => Output {
  return (input) => useCase(core, input);
}
