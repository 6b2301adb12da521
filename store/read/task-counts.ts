import type { Person } from '../../domain/person.ts';
import type { Sql } from '../sql.ts';
import { search, type Searched } from './search.ts';
import { seesFew } from './seen.ts';
import { finding, isPlannedOnce, plannedOnce, type TaskFilter } from './tasks.ts';

/** So many tasks are counted one by one; of more it is said that they are more. */
export const MOST_TOLD = 1_000;

/** What is counted: where a page of it begins, and in what order it stands, is nothing to its number. */
export type Counted = Omit<TaskFilter, 'sort' | 'after' | 'limit'>;

/** How many tasks a filter leaves, up to a thousand; `more` where there are others. */
export interface TaskCount {
  readonly count: number;
  readonly more: boolean;
}

/**
 * How many tasks each of several filters leaves, in their order. All are asked at once and waited for once; what two of them
 * ask alike is counted once.
 */
export async function countTasks(
  sql: Sql,
  person: Person,
  filters: readonly Counted[],
): Promise<readonly TaskCount[]> {
  const few = await fewFor(sql, filters);
  const words = [...new Set(filters.flatMap(({ q }) => (q === undefined ? [] : [q])))];
  const found = new Map<string, Searched>(
    await Promise.all(words.map(async (q) => [q, await search(sql, q, few)] as const)),
  );
  const different = new Map(filters.map((filter) => [keyOf(filter), filter]));
  const count = async ([key, filter]: readonly [string, Counted]) => {
    const searched = filter.q === undefined ? null : (found.get(filter.q) ?? null);
    const among = { few: few && filter.queue === undefined, searched };
    const whole = { ...filter, sort: 'dueAt', after: null, limit: 1 } as const;
    const { text, values } = finding(person, whole, among, MOST_TOLD + 1);
    const [row]: { n: number }[] = await sql.query(`select count(*)::int as n from (${text}) as counted`, [
      ...values,
    ]);
    return [key, row?.n ?? 0] as const;
  };
  const once = [...different].filter(([, filter]) => isPlannedOnce(filter));
  const others = [...different].filter(([, filter]) => !isPlannedOnce(filter));
  const counted = new Map(
    (
      await Promise.all([
        once.length === 0 ? [] : plannedOnce(sql, () => Promise.all(once.map(count))),
        ...others.map(async (each) => [await count(each)]),
      ])
    ).flat(),
  );
  return filters.map((filter) => {
    const n = counted.get(keyOf(filter)) ?? 0;
    return { count: Math.min(n, MOST_TOLD), more: n > MOST_TOLD };
  });
}

/** Who owns what is asked about is found by the owner, and what one could fill by its own index. */
async function fewFor(sql: Sql, filters: readonly Counted[]): Promise<boolean> {
  return filters.some(({ queue, q }) => queue === undefined || q !== undefined) && (await seesFew(sql));
}

function keyOf(filter: Counted): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}
