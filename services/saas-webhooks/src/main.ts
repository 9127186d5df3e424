import { loadServiceConfig } from '@quartet/platform/config';
import { createRuntime, runProcess } from '@quartet/platform/service';
import { buildWebhooks, service } from './app.ts';
import { declaration, rules } from './config.ts';

await runProcess(async () => {
  const config = loadServiceConfig(declaration, rules, process.env);
  const runtime = await createRuntime(service, config);
  const { server, webhooks } = await buildWebhooks(runtime, config);
  // <<<inject:startup>>>
  await runtime.jobs.start();
  await webhooks.createPartitions();
  webhooks.workers.start();
  await server.listen({ host: config.host, port: config.port });
  return {
    log: runtime.log,
    stop: async () => {
      await server.close();
      await webhooks.workers.stop();
      // <<<inject:shutdown>>>
      await runtime.jobs.stop();
      await runtime.close();
    },
  };
});
