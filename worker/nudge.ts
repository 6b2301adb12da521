import { WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import { INITIATIVE_WORKFLOW, NUDGE_SIGNAL, workflowId } from '../contracts/names.ts';

/** Milliseconds that a nudge may take. One that fails is tried again within seconds, and holds its place no longer. */
const PATIENCE = 5_000;

/** Starts the initiative's workflow where there is none, and tells it to look where there is one. */
export async function nudge(temporal: Client, taskQueue: string, initiative: string): Promise<void> {
  await startOrTell(temporal, taskQueue, initiative, WorkflowIdConflictPolicy.USE_EXISTING);
}

/** Begins the workflow again in place of the one that runs. A run carries nothing: it looks where the initiative stands. */
export async function beginAgain(temporal: Client, taskQueue: string, initiative: string): Promise<void> {
  await startOrTell(temporal, taskQueue, initiative, WorkflowIdConflictPolicy.TERMINATE_EXISTING);
}

async function startOrTell(
  temporal: Client,
  taskQueue: string,
  initiative: string,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy,
): Promise<void> {
  const send = () =>
    temporal.workflow.signalWithStart(INITIATIVE_WORKFLOW, {
      workflowId: workflowId(initiative),
      taskQueue,
      args: [initiative],
      signal: NUDGE_SIGNAL,
      signalArgs: [],
      // What a killed worker had in its hands is given to another after this long.
      workflowTaskTimeout: '5 seconds',
      workflowIdConflictPolicy,
    });
  await temporal.withDeadline(Date.now() + PATIENCE, send);
}
