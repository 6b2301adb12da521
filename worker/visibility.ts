import { isGrpcServiceError } from '@temporalio/client';
import { INITIATIVE_WORKFLOW } from '../contracts/names.ts';

/** gRPC's UNIMPLEMENTED. */
const UNIMPLEMENTED = 12;

/** The workflows of initiatives that run on a task queue, as Temporal's list is asked for them. */
export function runningOn(taskQueue: string): string {
  const quoted = taskQueue.replaceAll("'", '');
  return `WorkflowType = '${INITIATIVE_WORKFLOW}' and ExecutionStatus = 'Running' and TaskQueue = '${quoted}'`;
}

/** The time-skipping test server has no lists of workflows: what looks at them has nothing to do there. */
export function hasNoVisibility(error: unknown): boolean {
  return isGrpcServiceError(error) && (error.code as number) === UNIMPLEMENTED;
}
