import { CommandError } from '../command-error.ts';
import { refuseWrongHashes } from '../wiring/check/hashes.ts';
import { userChanges } from '../wiring/compare.ts';
import { declaredBlocks } from '../wiring/manifest/blocks.ts';
import { listAt } from '../wiring/operations/block.ts';
import { openTree, readText, type Tree } from '../wiring/tree/tree.ts';
import { readWorkspace, refuseDrift, type Workspace, wiringsOf } from '../wiring/workspace.ts';
import { ailing, type Finding, healthy } from './finding.ts';

const NAME = 'wiring';

/** Whether quartet.json, quartet.lock.json and the code of the services say the same. */
export function examineWirings(root: string): Finding[] {
  const tree = openTree(root);
  const workspace = attempt(() => readWorkspace(tree));
  if ('problem' in workspace) return [ailing(NAME, workspace.problem, 'Mend this file.')];
  const findings = [...driftIn(workspace.value), ...markersIn(tree, workspace.value)];
  if (findings.length === 0) findings.push(...changedInLock(tree, workspace.value));
  if (findings.length === 0) findings.push(...outdatedIn(workspace.value), ...goneIn(tree));
  return findings.length > 0 ? findings : [healthy(NAME, 'the services have what quartet.json lists')];
}

function driftIn(workspace: Workspace): Finding[] {
  return workspace.services.flatMap((service) => {
    const checked = attempt(() => refuseDrift(workspace, service));
    return 'problem' in checked ? [ailing(NAME, checked.problem, 'See above.')] : [];
  });
}

/** Every marker that a module of the workspace may be put at. */
function markersIn(tree: Tree, { services, manifests }: Workspace): Finding[] {
  return services.flatMap((service) => {
    const places = manifests
      .filter(({ name }) => service.modules.includes(name))
      .flatMap((manifest) => declaredBlocks(manifest, service))
      .map(({ path, marker }) => ({ path, marker, text: readText(tree, path) }))
      .filter(({ path, text }) => text !== undefined || path.endsWith('.ts'));
    const problems = places.flatMap(({ path, marker, text }) => {
      if (text === undefined) return [`${path} is missing`];
      const found = attempt(() => listAt(path, text, marker));
      return 'problem' in found ? [found.problem] : [];
    });
    return [...new Set(problems)].map((problem) =>
      ailing(NAME, problem, 'No module can be added or removed there before.'),
    );
  });
}

function changedInLock(tree: Tree, workspace: Workspace): Finding[] {
  return workspace.services.flatMap((service) => {
    const checked = attempt(() => refuseWrongHashes(tree, service, wiringsOf(workspace, service.name)));
    return 'problem' in checked ? [ailing(NAME, checked.problem, 'See above.')] : [];
  });
}

function outdatedIn(workspace: Workspace): Finding[] {
  return workspace.services.flatMap(({ name: service }) =>
    workspace.manifests.flatMap(({ name, version }) => {
      const wired = wiringsOf(workspace, service)[name]?.version;
      if (wired === undefined || wired === version) return [];
      return [ailing(NAME, `${service} has ${name} ${wired}, not ${version}`, 'Run quartet upgrade.')];
    }),
  );
}

/** Lines that users have edited are theirs to edit; lines that are gone may have gone by mistake. */
function goneIn(tree: Tree): Finding[] {
  return userChanges(tree, {})
    .filter(({ what }) => what === 'taken out')
    .map(({ path, module }) =>
      ailing(NAME, `${path} has lost lines of ${module}`, `quartet diff ${module} shows them.`),
    );
}

function attempt<Value>(work: () => Value): { value: Value } | { problem: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof CommandError) return { problem: error.message };
    throw error;
  }
}
