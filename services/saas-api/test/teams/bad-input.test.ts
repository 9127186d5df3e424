import { describeBadInput } from '@quartet/testing/bad-input';
import { startApi } from '../start-api.ts';

// The routes are known once the service has been built, and each becomes tests.
describeBadInput(await startApi());
