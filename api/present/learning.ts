import { learningFrom, type LearningFigures } from '../../domain/learning/figures.ts';
import type { Person } from '../../domain/person.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { readRouted, type RoutedFilter } from '../../store/read/routed.ts';
import type { Sql } from '../../store/sql.ts';
import type { Services } from '../services.ts';

/** What somebody learns of the gates that they may read, with the policies that these were judged by. */
export async function learningOf(
  { world }: Pick<Services, 'world'>,
  sql: Sql,
  person: Person,
  filter: RoutedFilter,
): Promise<LearningFigures> {
  const { routed, durations } = await readRouted(sql, person, filter);
  const policies = new Map<string, Policy>();
  // What somebody wrote over by hand may name a version that never was: the doctor says so.
  for (const version of [...new Set(routed.map(({ policy }) => policy))].filter((each) => each !== '').sort())
    policies.set(version, await world.policy(sql, version));
  return learningFrom(routed, durations, policies);
}
