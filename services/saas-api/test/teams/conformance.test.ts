import { describeConformance, describeScenarios, sessionCookie } from '@quartet/testing/conformance';
import { banUser, modulesOf } from '@quartet/testing/service';
import { startApi } from '../start-api.ts';

async function start(publicUrl: string) {
  const api = await startApi({ env: { PUBLIC_URL: publicUrl } });
  return { ...api, ban: (userId: string) => banUser(api, userId) };
}

describeConformance('saas-api', () => start('https://api.example.com'), modulesOf('saas-api'));

describeScenarios('saas-api in development, over http', () => start('http://localhost:8000'), [
  sessionCookie,
]);
