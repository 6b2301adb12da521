import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The figures of one process: of Node itself (event loop, memory, garbage) and what is added to it. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'remit_' });
  return registry;
}

/** What a pool says of itself. */
export interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Watches pools of connections: how many there are, how many of them are idle, how many askers wait for one. */
export function watchPools(
  registry: Registry,
  pools: () => Readonly<Record<string, Pool | undefined>>,
): void {
  new Gauge({
    name: 'remit_pool_connections',
    help: 'Connections to Postgres by pool: total, idle; waiting counts who waits for one',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, now] of Object.entries(pools())) {
        if (now === undefined) continue;
        this.set({ pool, state: 'total' }, now.totalCount);
        this.set({ pool, state: 'idle' }, now.idleCount);
        this.set({ pool, state: 'waiting' }, now.waitingCount);
      }
    },
  });
}

/** Seconds, for what a person waits for. */
export const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
