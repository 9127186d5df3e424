import { Inject } from '@nestjs/common';
import type { FeatureFlags } from '@quartet/feature-flags';
import { featureFlagsContract } from '@quartet/feature-flags/contract';
import type { HandlerInput } from '@quartet/http-fastify';
import { ContractController, Input, Route } from '@quartet/http-nest';
import { FEATURE_FLAGS } from './tokens.ts';

type InputOf<Name extends keyof typeof featureFlagsContract> = HandlerInput<
  (typeof featureFlagsContract)[Name]
>;

@ContractController(featureFlagsContract)
export class FeatureFlagsController {
  constructor(@Inject(FEATURE_FLAGS) private readonly featureFlags: FeatureFlags) {}

  @Route(featureFlagsContract.listForTeam)
  listForTeam(@Input() { caller }: InputOf<'listForTeam'>) {
    return this.featureFlags.listForTeam({ caller });
  }
}
