/**
 * What of Quartet is Quartet's own, and no part of a workspace made from it: its documents about itself, its
 * measurements against peers, its examples, and the tests of its packages, which ran before it was released. The
 * tests of modules and services are the team's, like the modules and services.
 */
const UPSTREAM_ONLY: readonly RegExp[] = [
  /^(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
  /^knip\.json$/,
  /^(bench|examples|\.quartet|\.ci)\//,
  /^packages\/.*\.test\.ts$/,
  /^packages\/[^/]+\/test\//,
  /^packages\/cli\/src\/.*\/fixtures\//,
  /^packages\/[^/]+\/src\/(.*\/)?(testing|round-trips)\//,
];

/** What only the measurements need. */
export const UPSTREAM_PACKAGES = [
  '@supabase/stripe-sync-engine',
  '@types/autocannon',
  'autocannon',
  'better-auth',
] as const;
export const UPSTREAM_SCRIPTS = ['bench'] as const;

export function isPartOfWorkspace(path: string): boolean {
  return !UPSTREAM_ONLY.some((pattern) => pattern.test(path));
}
