import { randomUUID } from 'node:crypto';
import { INITIATIVE_WORKFLOW } from '../../contracts/names.ts';
import { countRuns, runsOfAnotherVersion } from '../../worker/run-versions.ts';
import { connectClient } from '../../worker/temporal.ts';
import { until } from '../support/initiatives.ts';
import type { Cluster } from './bring-up.ts';

/**
 * A run that says nothing of its version, as those of version 1, must be found among those that are to turn over: Temporal on
 * Postgres answers a list otherwise than the development server does. Throws where it is not.
 */
export async function runsAreListed({ plan }: Cluster): Promise<void> {
  const worker = plan.find(({ name }) => name === 'worker-1');
  const { TEMPORAL_ADDRESS: address = '', TEMPORAL_NAMESPACE: namespace = '' } = worker?.env ?? {};
  const temporal = await connectClient({ address }, namespace);
  // Nobody takes tasks of this queue: the run stays as it began.
  const taskQueue = `listed-${randomUUID()}`;
  const workflowId = `listed-${randomUUID()}`;
  const run = await temporal.workflow.start(INITIATIVE_WORKFLOW, {
    taskQueue,
    workflowId,
    args: [workflowId],
  });
  try {
    await until('the run is listed as one of another version than 2', async () => {
      for await (const found of runsOfAnotherVersion(temporal, taskQueue, 2))
        if (found.workflowId === workflowId) return true;
      return undefined;
    });
    const counted = await countRuns(temporal, taskQueue, 2);
    if (JSON.stringify(counted) !== '[{"version":1,"open":1},{"version":2,"open":0}]')
      throw new Error(`One run of version 1 is counted as ${JSON.stringify(counted)}`);
  } finally {
    await run.terminate('it was listed');
    await temporal.connection.close();
  }
}
