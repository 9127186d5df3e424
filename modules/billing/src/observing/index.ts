export { createObserver } from './create-observer.ts';
export { createHealing } from './heal.ts';
export { createProviderReads } from './provider-reads.ts';
