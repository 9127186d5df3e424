/** The use cases of feature flags. */
export const FEATURE_FLAGS = Symbol('quartet:feature-flags');
