import type { Initiative } from '../domain/initiative/initiative.ts';
import type { Statement } from './sql.ts';

/** What people lately tried, apart from the rest of the row: what is accepted writes nothing of it. */
export function attemptStatements(before: Initiative | null, after: Initiative): readonly Statement[] {
  if (before === null || before.attempts === after.attempts) return [];
  return [
    {
      text: 'update initiative set attempts = $2 where id = $1',
      values: [after.id, JSON.stringify(after.attempts)],
    },
  ];
}
