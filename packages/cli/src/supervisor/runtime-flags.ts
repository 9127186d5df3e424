/**
 * What services are run with. Loading the sources leaves much garbage, for which V8 would keep a large young
 * generation: with one of at most 4 MB an idle saas-api took 135 MB instead of 170, and was ready sooner.
 */
export const RUNTIME_FLAGS = ['--max-semi-space-size=4'];
