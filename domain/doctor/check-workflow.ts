import { standingOf, type Standing } from '../initiative/standing.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { Finding, FindingCode, Mend } from './finding.ts';

/** What Temporal says of the workflow of an initiative. */
export type WorkflowView =
  | { readonly is: 'none' }
  | { readonly is: 'closed'; readonly run: string; readonly how: string }
  | OpenWorkflow;

export interface OpenWorkflow {
  readonly is: 'open';
  readonly run: string;
  /** Where the initiative stood when the workflow last looked, or after its last step; `null` before the first. */
  readonly answer: { readonly event: number; readonly at: string; readonly standing: Standing } | null;
  /** When the timer that it waits for ends, where it waits for one. */
  readonly timer: string | null;
  /** The workflow task that waits or is tried, where there is one. */
  readonly task: { readonly attempt: number; readonly failure: string | null } | null;
}

/** Milliseconds by which a timer may end before the step is due, and after: it begins when a worker has answered. */
const TIMER_EARLY = 5_000;
const TIMER_LATE = 60_000;

/** Compares what Temporal says with where the events say that the initiative stands at `now`. */
export function checkWorkflow(state: Initiative, workflow: WorkflowView, now: string): readonly Finding[] {
  const { id } = state;
  const say = (code: FindingCode, says: string, wayOut: string, mend: Mend): readonly Finding[] => [
    { code, initiative: id, says, wayOut, mend },
  ];
  const standing = standingOf(state, now);
  const stands = `By its events it is ${inWords(standing)}`;
  if (standing.doing === 'nothing') {
    if (workflow.is !== 'open') return [];
    return say(
      'workflow-not-ended',
      `${stands}, and its workflow still runs.`,
      'A nudge: the workflow looks, and ends.',
      { by: 'nudge' },
    );
  }
  switch (workflow.is) {
    case 'none':
      return say(
        'workflow-missing',
        `${stands}, and Temporal knows no workflow of it.`,
        'The workflow is started and asks where the initiative stands.',
        { by: 'nudge' },
      );
    case 'closed':
      return say(
        'workflow-closed',
        `${stands}, and its workflow was ${workflow.how}.`,
        'The workflow is started again and asks where the initiative stands.',
        { by: 'nudge' },
      );
    case 'open':
      return checkOpen(state, standing, workflow, say);
  }
}

function checkOpen(
  state: Initiative,
  standing: Standing,
  { run, answer, timer, task }: OpenWorkflow,
  say: (code: FindingCode, says: string, wayOut: string, mend: Mend) => readonly Finding[],
): readonly Finding[] {
  const stands = `By its events it is ${inWords(standing)}`;
  if (task !== null && task.attempt > 1)
    return say(
      'workflow-task-failing',
      `${stands}, and the task of its workflow is at attempt ${task.attempt}${task.failure === null ? '' : ` (${task.failure})`}.`,
      'The run is ended and another started, which asks where the initiative stands; if that fails too, the worker’s log says why.',
      { by: 'start-anew', run },
    );
  const known = answer === null ? 'has not looked yet' : `believes it ${inWords(answer.standing)}`;
  const nudged = { by: 'nudge' } as const;
  const agrees = answer !== null && isSame(answer.standing, standing);
  if (agrees && !isDue(standing)) {
    if (
      standing.doing !== 'decide' ||
      (endsAt(timer, standing.until) && isUntil(answer.standing, standing.until))
    )
      return [];
    return say(
      'timer-differs',
      `${stands}, and its workflow ${known}, with ${timer === null ? 'no timer' : `a timer that ends ${timer}`}.`,
      'A nudge: the workflow looks, and sets its timer anew.',
      nudged,
    );
  }
  if (answer === null || agrees || task !== null)
    return say(
      'step-not-taken',
      `${stands}, and its workflow ${known} and does not get on${task === null ? '' : ': its task waits for a worker'}.`,
      'A nudge; where that does not help, the worker is away or its log says why the step fails.',
      nudged,
    );
  const since = `and its workflow ${known} since ${answer.at}`;
  return isDue(standing)
    ? say(
        'nudge-lost',
        `${stands} (its last event is of ${state.at}), which is the workflow’s to do, ${since}: nobody told it.`,
        'The nudge is sent again.',
        nudged,
      )
    : say(
        'workflow-elsewhere',
        `${stands}, ${since}: Temporal and the database are of different moments.`,
        'A nudge: the workflow looks, and goes by what the database says.',
        nudged,
      );
}

const isUntil = (standing: Standing, until: string) =>
  standing.doing === 'decide' && standing.until === until;

/** True for the steps that are the workflow's and due now. */
export function isDue({ doing }: Standing): boolean {
  return doing !== 'work' && doing !== 'decide' && doing !== 'nothing';
}

function isSame(a: Standing, b: Standing): boolean {
  if (a.doing === 'nothing' || b.doing === 'nothing') return a.doing === b.doing;
  return a.doing === b.doing && a.stage === b.stage;
}

function endsAt(timer: string | null, until: string): boolean {
  if (timer === null) return false;
  const after = Date.parse(timer) - Date.parse(until);
  return after >= -TIMER_EARLY && after <= TIMER_LATE;
}

function inWords(standing: Standing): string {
  switch (standing.doing) {
    case 'nothing':
      return standing.status;
    case 'work':
      return `worked at ${standing.stage}`;
    case 'decide':
      return `waiting for a decision on ${standing.stage} until ${standing.until}`;
    case 'open-gate':
    case 'remind':
    case 'escalate-within-level':
    case 'move-on':
      return `due to ${standing.doing} at ${standing.stage}`;
  }
}
