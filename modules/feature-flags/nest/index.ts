export { FeatureFlagsModule } from './feature-flags.module.ts';
