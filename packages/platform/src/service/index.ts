export { runProcess } from '../process/index.ts';
export { createRuntime, type Runtime } from './runtime.ts';
