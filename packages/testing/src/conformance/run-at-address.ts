// What `quartet conform` has Vitest run.
import { inject } from 'vitest';
import { describeConformance } from './index.ts';
import { type AddressToCheck, targetAt } from './target-at.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    addressToCheck: AddressToCheck;
  }
}

const address = inject('addressToCheck');
describeConformance(address.url, () => targetAt(address));
