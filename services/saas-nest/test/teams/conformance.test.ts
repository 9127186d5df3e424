import { describeConformance, describeScenarios, sessionCookie } from '@quartet/testing/conformance';
import { banUser, modulesOf } from '@quartet/testing/service';
import { startNest } from '../start-nest.ts';

async function start(publicUrl: string) {
  const api = await startNest({ env: { PUBLIC_URL: publicUrl } });
  return { ...api, ban: (userId: string) => banUser(api, userId) };
}

describeConformance('saas-nest', () => start('https://api.example.com'), modulesOf('saas-nest'));

describeScenarios('saas-nest in development, over http', () => start('http://localhost:8002'), [
  sessionCookie,
]);
