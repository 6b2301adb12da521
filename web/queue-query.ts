import { z } from 'zod';
import { filterQuery } from '../api/schemas/queue.ts';
import type { TaskQuery } from '../api/task-query.ts';
import { choices } from './choices.ts';
import { STAGE_CHOICES } from './present/initiative.ts';
import { TASK_TAGS } from './words/gate-words.ts';
import { LEVEL_CHOICES } from './words/names.ts';

const { shape } = filterQuery;

/** A filter that cannot be read is no filter: what was typed into an address is nobody's mistake to be told of. */
const asked = z.object({
  queue: z.enum(['all', 'mine', 'to-answer']).optional().catch(undefined),
  assignee: shape.assignee.catch(undefined),
  state: shape.state.catch(undefined),
  level: shape.level.catch(undefined),
  stage: shape.stage.catch(undefined),
  initiative: shape.initiative.catch(undefined),
  body: shape.body.catch(undefined),
  kind: shape.kind.catch(undefined),
  dueBefore: shape.dueBefore.catch(undefined),
  overdue: shape.overdue.catch(undefined),
  q: shape.q.catch(undefined),
  sort: shape.sort.catch(undefined),
});

/** What a queue's address asks for. Without a queue it is one's own; `all` is every task that one may see. */
export function queryIn(address: unknown): TaskQuery {
  const { queue = 'mine', ...rest } = asked.parse(address);
  // A field that was left empty asks for nothing.
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as typeof rest;
  return queue === 'all' ? given : { queue, ...given };
}

/** True where a query leaves less than what waits for somebody. */
export function isFiltered({ queue, sort: _, ...asked }: TaskQuery): boolean {
  return queue !== 'mine' || Object.keys(asked).length > 0;
}

/** The address of a queue. */
export function queueAddress({ queue, ...query }: TaskQuery, after?: string): string {
  const named = queue === 'mine' ? undefined : (queue ?? 'all');
  const given = Object.entries({ queue: named, ...query, after }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  const text = new URLSearchParams(given).toString();
  return text === '' ? '/queue' : `/queue?${text}`;
}

/** True where an address asks for something in particular, and not for one's queue as it opens. */
export function isAsked(address: object): boolean {
  return Object.keys(address).some((key) => key in shape);
}

const STATES = ['ready', 'claimed', 'info-requested'] as const;
const SORTS = [
  { value: 'dueAt', text: 'Due first' },
  { value: 'priority', text: 'Most urgent first' },
  { value: 'openedAt', text: 'Waiting longest first' },
  { value: '-dueAt', text: 'Due last' },
  { value: '-priority', text: 'Least urgent first' },
  { value: '-openedAt', text: 'Newest first' },
];
const KINDS = [
  { value: 'approval', text: 'Approval' },
  { value: 'signature', text: 'Signature' },
  { value: 'advice', text: 'Advice' },
];

/** The fields of the form that filters a queue, as they were asked. */
export function filterForm(query: TaskQuery) {
  const { queue, state, level, stage, kind, sort = 'dueAt', assignee } = query;
  const select = (all: readonly { value: string; text: string }[], chosen: string | undefined) =>
    all.map((each) => ({ ...each, selected: each.value === chosen }));
  return {
    ...query,
    states: choices(
      STATES.map((value) => ({ value, text: TASK_TAGS[value].text })),
      state,
    ),
    levels: choices(LEVEL_CHOICES, level),
    stages: choices(STAGE_CHOICES, stage),
    kinds: choices(KINDS, kind),
    sorts: select(SORTS, sort),
    queues: select(
      [
        { value: 'mine', text: 'Those that wait for me' },
        { value: 'all', text: 'All that I may see' },
        { value: 'to-answer', text: 'Questions to me' },
      ],
      queue ?? 'all',
    ),
    heldByMe: assignee === 'me',
    // What stands behind the first fields is open where it is used.
    more: [stage, kind, assignee, query.overdue, query.dueBefore, query.body].some(
      (each) => each !== undefined,
    ),
  };
}
