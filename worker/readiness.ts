import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type pg from 'pg';
import type { Pool } from '../contracts/metrics.ts';
import { createReadiness, PATIENCE, type Readiness } from '../contracts/readiness.ts';
import { createProbe } from '../store/probe.ts';

/** What of a worker process is up so far. */
export interface Running {
  temporal?: Client;
  worker?: Worker;
  pools?: Readonly<Record<string, Pool>>;
}

/** What must be so of a worker: the database has what it needs, Temporal answers for its namespace, and it polls. */
export function workerReadiness(probes: pg.Pool, running: Running): () => Promise<Readiness> {
  const probe = createProbe(probes);
  return createReadiness(
    {
      database: () => probe.database(),
      temporal: async () => {
        const { temporal } = running;
        if (temporal === undefined) throw new Error('not reached yet');
        const { namespace } = temporal.options;
        await temporal.connection.withDeadline(Date.now() + PATIENCE, () =>
          temporal.workflowService.describeNamespace({ namespace }),
        );
        return undefined;
      },
      polling: () => {
        const state = running.worker?.getState() ?? 'not started yet';
        return state === 'RUNNING' ? Promise.resolve(undefined) : Promise.reject(new Error(state));
      },
    },
    { relay: () => probe.relay() },
  );
}
