import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { workflowId } from '../../contracts/names.ts';

const { EventType, WorkflowTaskFailedCause } = temporal.api.enums.v1;

/** What Temporal tells of the runs of some initiatives. */
export interface Runs {
  /** Runs, all told: one more than an initiative's turn-overs. */
  readonly count: number;
  /** What went wrong, in words; empty when nothing did. */
  readonly troubles: readonly string[];
  /** Which processes did workflow tasks, by their ids. */
  readonly workers: ReadonlySet<number>;
  /** How many runs took each patch. */
  readonly patches: Readonly<Record<string, number>>;
}

/**
 * Reads every run of these initiatives. A trouble is a workflow task that failed, or a run that ended otherwise than by
 * its end or by going on in another. A task is also "failed" when a signal came while its last command was on the way:
 * it is done again with the signal, as it should be, and is none.
 */
export async function readRuns(client: Client, ids: readonly string[]): Promise<Runs> {
  const troubles: string[] = [];
  const workers = new Set<number>();
  const patches: Record<string, number> = {};
  let count = 0;
  for (const id of ids)
    for (const runId of await runsOf(client, workflowId(id))) {
      count += 1;
      const { events } = await client.workflow.getHandle(workflowId(id), runId).fetchHistory();
      for (const event of events ?? []) {
        const failed = event.workflowTaskFailedEventAttributes;
        if (failed && failed.cause !== WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND)
          troubles.push(
            `${id}: ${WorkflowTaskFailedCause[failed.cause ?? 0]} ${failed.failure?.message ?? ''}`,
          );
        if (BAD_ENDS.has(event.eventType ?? 0)) troubles.push(`${id}: ${EventType[event.eventType ?? 0]}`);
        const worker = /^(\d+)@/.exec(event.workflowTaskCompletedEventAttributes?.identity ?? '');
        if (worker) workers.add(Number(worker[1]));
        const marker = event.markerRecordedEventAttributes;
        if (marker?.markerName === 'core_patch') {
          const data = marker.details?.['patch-data']?.payloads?.[0]?.data;
          const { id: patch } = JSON.parse(Buffer.from(data ?? '{}').toString()) as { id: string };
          patches[patch] = (patches[patch] ?? 0) + 1;
        }
      }
    }
  return { count, troubles, workers, patches };
}

const BAD_ENDS = new Set<number>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
]);

/** The chain of an initiative's runs, from its last to its first, as their histories tell it. */
async function runsOf(client: Client, id: string): Promise<readonly string[]> {
  const runs: string[] = [];
  let runId = (await client.workflow.getHandle(id).describe()).runId;
  // The first of a chain names an empty one.
  while (runId !== '') {
    runs.push(runId);
    const { events } = await client.workflow.getHandle(id, runId).fetchHistory();
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runs;
}
