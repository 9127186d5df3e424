import { execa } from 'execa';

/** Lays sources out and sorts their imports as the workspace does; the length of names decides about both. */
export async function formatSources(root: string, paths: readonly string[]): Promise<void> {
  await execa('biome', ['check', '--write', '--linter-enabled=false', '--no-errors-on-unmatched', ...paths], {
    cwd: root,
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
  });
}
