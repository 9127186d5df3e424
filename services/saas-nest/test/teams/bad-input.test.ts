import { describeBadInput } from '@quartet/testing/bad-input';
import { startNest } from '../start-nest.ts';

// The routes are known once the service has been built, and each becomes tests.
describeBadInput(await startNest());
