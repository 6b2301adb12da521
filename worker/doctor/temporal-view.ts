import type { Client } from '@temporalio/client';
import { initiativeOf, workflowId } from '../../contracts/names.ts';
import type { OpenWorkflow, WorkflowView } from '../../domain/doctor/check-workflow.ts';
import type { Standing } from '../../domain/initiative/standing.ts';
import { runningOn } from '../visibility.ts';

type Service = Client['workflowService'];
type Page = Awaited<ReturnType<Service['getWorkflowExecutionHistoryReverse']>>;
type HistoryEvent = NonNullable<NonNullable<Page['history']>['events']>[number];
type Instant = NonNullable<HistoryEvent['eventTime']>;

const NOT_FOUND = 5;
/** Temporal's `WorkflowExecutionStatus`, the name of each number. */
const HOW = [
  'of no status',
  'running',
  'completed',
  'failed',
  'cancelled',
  'terminated',
  'continued',
  'timed out',
];
const RUNNING = 1;
/** How many events of a history are read at a time, from its end; and of how many pages at most. */
const EVENTS = 50;
const PAGES = 100;
/** How many workflows a page of the list has, and how many ids one question of the list names. */
const LISTED = 500;
const NAMED = 100;

/** What Temporal says of an initiative's workflow now: not by its list, which lags behind. */
export async function viewOf(temporal: Client, initiative: string): Promise<WorkflowView> {
  const execution = { workflowId: workflowId(initiative) };
  const { namespace } = temporal.options;
  try {
    const described = await temporal.workflowService.describeWorkflowExecution({ namespace, execution });
    const { status, execution: at } = described.workflowExecutionInfo ?? {};
    const run = at?.runId ?? '';
    if (Number(status) !== RUNNING) return { is: 'closed', run, how: HOW[status ?? 0] ?? 'closed' };
    const pending = described.pendingWorkflowTask;
    const { answer, timer, failure } = await endOf(temporal, initiative, run);
    const task = pending ? { attempt: pending.attempt ?? 1, failure } : null;
    return { is: 'open', run, answer, timer, task };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return { is: 'none' };
    throw error;
  }
}

/** What the end of a history tells: the last answer of a step, the timer that is set, why a task failed. */
async function endOf(
  temporal: Client,
  initiative: string,
  runId: string,
): Promise<Pick<OpenWorkflow, 'answer' | 'timer'> & { readonly failure: string | null }> {
  const over = new Set<string>();
  const found: { answer: OpenWorkflow['answer']; timer: string | null; failure: string | null } = {
    answer: null,
    timer: null,
    failure: null,
  };
  let nextPageToken: Page['nextPageToken'] | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { history, nextPageToken: next } =
      await temporal.workflowService.getWorkflowExecutionHistoryReverse({
        namespace: temporal.options.namespace,
        execution: { workflowId: workflowId(initiative), runId },
        maximumPageSize: EVENTS,
        ...(nextPageToken && { nextPageToken }),
      });
    for (const event of history?.events ?? []) {
      found.failure ??= event.workflowTaskFailedEventAttributes?.failure?.message ?? null;
      found.timer ??= timerOf(event, over);
      const standing = answerOf(event);
      if (standing === null) continue;
      // What was set before the workflow last looked was for an earlier turn.
      const answer = { event: Number(event.eventId), at: instantOf(event.eventTime), standing };
      return { ...found, answer };
    }
    if (next.length === 0) break;
    nextPageToken = next;
  }
  return found;
}

/** A step is a local activity, which a history keeps as a marker, or an ordinary one: its answer is a standing. */
function answerOf(event: HistoryEvent): Standing | null {
  const result =
    event.markerRecordedEventAttributes?.details?.['result'] ??
    event.activityTaskCompletedEventAttributes?.result;
  const data = result?.payloads?.[0]?.data;
  if (!data) return null;
  const value: unknown = JSON.parse(Buffer.from(data).toString());
  return typeof value === 'object' && value !== null && 'doing' in value ? (value as Standing) : null;
}

/** When a timer ends that is still set. Going back, its end is met before its beginning. */
function timerOf(event: HistoryEvent, over: Set<string>): string | null {
  const ended = event.timerCanceledEventAttributes ?? event.timerFiredEventAttributes;
  if (ended?.timerId) over.add(ended.timerId);
  const begun = event.timerStartedEventAttributes;
  if (!begun?.timerId || over.has(begun.timerId)) return null;
  const { seconds, nanos } = begun.startToFireTimeout ?? {};
  const lasts = Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1e6;
  return new Date(Date.parse(instantOf(event.eventTime)) + lasts).toISOString();
}

function instantOf(time: Instant | null | undefined): string {
  return new Date(Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6).toISOString();
}

/** A workflow that Temporal lists as running. */
export interface Listed {
  readonly workflow: string;
  readonly run: string;
  /** `null` where the id is not one of an initiative. */
  readonly initiative: string | null;
}

/** The workflows of initiatives that run on a task queue, in pages. */
export async function* runningWorkflows(
  temporal: Client,
  taskQueue: string,
): AsyncGenerator<readonly Listed[]> {
  yield* listed(temporal, runningOn(taskQueue));
}

/** Of some initiatives, those whose workflow Temporal lists as running. */
export async function runningAmong(
  temporal: Client,
  initiatives: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < initiatives.length; from += NAMED) {
    const ids = initiatives.slice(from, from + NAMED).map((id) => `'${workflowId(id)}'`);
    for await (const page of listed(
      temporal,
      `ExecutionStatus = 'Running' and WorkflowId in (${ids.join(', ')})`,
    ))
      for (const { initiative } of page) if (initiative !== null) found.add(initiative);
  }
  return found;
}

async function* listed(temporal: Client, query: string): AsyncGenerator<readonly Listed[]> {
  let nextPageToken: Page['nextPageToken'] = new Uint8Array();
  do {
    const { executions, nextPageToken: next } = await temporal.workflowService.listWorkflowExecutions({
      namespace: temporal.options.namespace,
      pageSize: LISTED,
      query,
      nextPageToken,
    });
    yield executions.map(({ execution }): Listed => {
      const workflow = execution?.workflowId ?? '';
      return { workflow, run: execution?.runId ?? '', initiative: initiativeOf(workflow) };
    });
    nextPageToken = next;
  } while (nextPageToken.length > 0);
}

/** How many workers ask for workflow tasks of a queue. */
export async function pollersOf(temporal: Client, taskQueue: string): Promise<number> {
  const { pollers } = await temporal.workflowService.describeTaskQueue({
    namespace: temporal.options.namespace,
    taskQueue: { name: taskQueue },
  });
  return pollers.length;
}
