export { runProcess } from './run-process.ts';
export { createRuntime, type Runtime } from './runtime.ts';
