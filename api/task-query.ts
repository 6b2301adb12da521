import type { z } from 'zod';
import type { Person } from '../domain/person.ts';
import type { TaskFilter } from '../store/read/tasks.ts';
import { filterQuery } from './schemas/queue.ts';

export type TaskQuery = z.output<typeof filterQuery>;

/** What a query asks for, of whoever asks it and now: `me` and what is overdue are another's and another day's otherwise. */
export function taskFilterOf(
  { assignee, dueBefore, overdue, ...query }: Omit<TaskQuery, 'sort'>,
  { id }: Pick<Person, 'id'>,
  now: string,
): Omit<TaskFilter, 'sort' | 'after' | 'limit'> {
  return {
    ...query,
    assignee: assignee === 'me' ? id : assignee,
    // A due day ends in the afternoon, wherever in Europe it is counted.
    dueBefore: dueBefore === undefined ? undefined : `${dueBefore}T00:00:00.000Z`,
    overdueAt: overdue === undefined ? undefined : now,
  };
}

/** The queues that everybody has. */
export const QUEUES: readonly { readonly id: string; readonly name: string; readonly query: TaskQuery }[] = [
  { id: 'mine', name: 'Waits for you', query: { queue: 'mine' } },
  { id: 'held', name: 'Held by you', query: { queue: 'mine', assignee: 'me' } },
  { id: 'overdue', name: 'Overdue', query: { queue: 'mine', overdue: 'true' } },
  { id: 'to-answer', name: 'Questions to you', query: { queue: 'to-answer' } },
];

/** What was saved, read by the schema of today; `null` where an older release saved what is no query any more. */
export function savedQuery(query: unknown): TaskQuery | null {
  const parsed = filterQuery.safeParse(query);
  return parsed.success ? parsed.data : null;
}
