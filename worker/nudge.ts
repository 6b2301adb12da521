import { WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import { INITIATIVE_WORKFLOW, NUDGE_SIGNAL, workflowId } from '../contracts/names.ts';

/** Starts the initiative's workflow where there is none, and tells it to look where there is one. */
export async function nudge(temporal: Client, taskQueue: string, initiative: string): Promise<void> {
  await temporal.workflow.signalWithStart(INITIATIVE_WORKFLOW, {
    workflowId: workflowId(initiative),
    taskQueue,
    args: [initiative],
    signal: NUDGE_SIGNAL,
    signalArgs: [],
    // What a killed worker had in its hands is given to another after this long.
    workflowTaskTimeout: '5 seconds',
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  });
}
