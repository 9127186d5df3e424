export { isLocal, isLoopbackName } from './is-local.ts';
export { isOfAnotherSite } from './is-of-another-site.ts';
