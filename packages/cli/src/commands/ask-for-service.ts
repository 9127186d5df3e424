import { openTree, readWorkspace } from '../wiring/index.ts';
import { askFor, askForSome, canAsk } from './ask.ts';

interface Given {
  framework?: 'fastify' | 'nest';
  modules?: string[];
  yes?: true;
  json?: true;
}

/** What the command line left open, from whoever sits there; else the defaults. */
export async function askForService(
  root: string,
  given: Given,
): Promise<{ framework: 'fastify' | 'nest'; modules: string[] }> {
  if (!canAsk(given)) return { framework: given.framework ?? 'fastify', modules: given.modules ?? [] };
  const frameworks = [
    { value: 'fastify', label: 'Fastify' },
    { value: 'nest', label: 'NestJS' },
  ] as const;
  const framework = given.framework ?? (await askFor('Which framework?', frameworks));
  const choices = readWorkspace(openTree(root)).manifests.map(({ name, description }) => {
    return { value: name, label: name, hint: description };
  });
  const question = 'Which modules? What they need comes along.';
  const modules = given.modules ?? (await askForSome(question, choices, { required: false }));
  return { framework, modules };
}
