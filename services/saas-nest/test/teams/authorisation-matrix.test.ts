import { describeAdmission, stopBeforeHandlers } from '@quartet/testing/admission';
import { startNest } from '../start-nest.ts';

// The routes are known once the service has been built, and each becomes a test.
const api = await startNest({ prepare: stopBeforeHandlers });
await describeAdmission(api, api.app.boundRoutes);
