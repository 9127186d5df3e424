import { loadServiceConfig } from '@quartet/platform/config';
import { createRuntime, runProcess } from '@quartet/platform/service';
// <<<inject:imports>>>
import { buildApp, service } from './app.ts';
import { declaration, rules } from './config.ts';

await runProcess(async () => {
  const config = loadServiceConfig(declaration, rules, process.env);
  const runtime = await createRuntime(service, config);
  const app = await buildApp(runtime, config);
  // <<<inject:startup>>>
  await runtime.jobs.start();
  await app.listen({ host: config.host, port: config.port });
  return {
    log: runtime.log,
    stop: async () => {
      await app.close();
      // <<<inject:shutdown>>>
      await runtime.jobs.stop();
      await runtime.close();
    },
  };
});
