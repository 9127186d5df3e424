import type { TestProject } from 'vitest/node';
import { removeAbandonedClusters } from './abandoned-clusters.ts';
import { type ClusterUrls, startTestCluster } from './test-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's PostgreSQL cluster; its database `quartet` is the migrated template. */
    postgres: ClusterUrls;
  }
}

/** Runs once per test run: one PostgreSQL cluster of its own, gone when the run ends. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedClusters();
  const cluster = await startTestCluster();
  project.provide('postgres', cluster.urls);
  return cluster.remove;
}
