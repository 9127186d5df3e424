import { nameFor } from '../create/create-workspace.ts';
import type { NewWorkspace } from '../create/plan-workspace.ts';
import { openTree, readWorkspace } from '../wiring/index.ts';
import { askForSome, askForText, canAsk } from './ask.ts';

interface Given {
  name?: string;
  services?: string[];
  modules?: string[];
  yes?: true;
  json?: true;
}

/** What the command line left open, from whoever sits there; else everything that there is. */
export async function askForWorkspace(source: string, folder: string, given: Given): Promise<NewWorkspace> {
  const workspace = readWorkspace(openTree(source));
  const all = workspace.services.map(({ name }) => name);
  if (!canAsk(given))
    return { name: given.name ?? nameFor(folder), services: given.services ?? all, modules: given.modules };
  const name = given.name ?? (await askForText('What is it called?', nameFor(folder)));
  const services =
    given.services ??
    (await askForSome(
      'Which services?',
      workspace.services.map((each) => ({ value: each.name, label: each.name, hint: each.framework })),
      { initialValues: all },
    ));
  const used = workspace.services
    .filter((service) => services.includes(service.name))
    .flatMap(({ modules }) => modules);
  const modules =
    given.modules ??
    (await askForSome(
      'Which modules? What they need comes along.',
      workspace.manifests.map((each) => ({ value: each.name, label: each.name, hint: each.description })),
      { initialValues: [...new Set(used)], required: false },
    ));
  return { name, services, modules };
}
