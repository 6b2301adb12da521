import type { Person } from '../domain/person.ts';
import type { AboutNextTask } from './about.ts';
import { AMONG_ALL, finding, plannedOnce } from './read/tasks.ts';
import type { Sql } from './sql.ts';

/** Of so many of the most urgent the next is taken: others take theirs at the same time. */
const LOOKED_THROUGH = 50;

/**
 * Finds the most urgent task that a person could claim and is not one of `except`, and locks its initiative; gives its
 * id, or `null` where there is none. Either the first whose initiative nobody holds at this moment, or the first of
 * all, waited for: then it may have been claimed meanwhile.
 */
export async function lockMostUrgent(
  sql: Sql,
  person: Person,
  filter: AboutNextTask['filter'],
  { except, how }: { readonly except: readonly string[]; readonly how: 'passing-over' | 'waiting' },
): Promise<string | null> {
  const mine = { queue: 'mine', state: 'ready', sort: 'dueAt', after: null, limit: LOOKED_THROUGH } as const;
  const { text, values } = finding(person, { ...filter, ...mine }, AMONG_ALL, LOOKED_THROUGH, except);
  const locking = `
    select task.id from (${text}) f join task on task.id = f.id join initiative i on i.id = task.initiative
     order by f.sorted, f.id limit 1 for update of i${how === 'waiting' ? '' : ' skip locked'}`;
  const [found] = await plannedOnce(sql, () => sql.query<{ id: string }[]>(locking, [...values]));
  return found?.id ?? null;
}
