/** What a peer is told by its environment. */
export interface PeerSettings {
  port: number;
  databaseUrl: string;
  poolSize: number;
}

export function peerSettings(env: NodeJS.ProcessEnv): PeerSettings {
  return {
    port: Number(env.PORT),
    databaseUrl: String(env.DATABASE_URL),
    poolSize: Number(env.DATABASE_POOL_SIZE),
  };
}

/** Tells the benchmark that requests are answered, and ends with it. */
export function announceReady(): void {
  process.on('disconnect', () => process.exit());
  process.send?.({ type: 'ready' });
}
