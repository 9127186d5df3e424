export { createJobs } from './create-jobs.ts';
export { installJobs } from './install-jobs.ts';
export type { JobOptions, JobRun, Jobs } from './job.ts';
