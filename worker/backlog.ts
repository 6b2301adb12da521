import type { Client } from '@temporalio/client';

/** What waits in Temporal's task queue for a worker to take it. */
export interface Backlog {
  readonly tasks: number;
  readonly oldestSeconds: number;
}

/** Of workflow tasks, which is what the server tells unless asked otherwise: our activities are local. */
export async function readBacklog(client: Client, taskQueue: string, withinMs: number): Promise<Backlog> {
  const { namespace } = client.options;
  const { stats } = await client.connection.withDeadline(Date.now() + withinMs, () =>
    client.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      reportStats: true,
    }),
  );
  return {
    tasks: Number(stats?.approximateBacklogCount ?? 0),
    oldestSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
  };
}
