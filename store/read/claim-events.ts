import type { Happened } from '../../domain/initiative/events.ts';
import { readWords, withWords } from '../sealed.ts';
import type { Sql } from '../sql.ts';
import { EVENT, happened, type EventRow } from './story.ts';

export type ChallengeEvent = Extract<Happened, { type: 'fact-challenged' | 'challenge-settled' }>;

/** Every challenge of a fact of an initiative and how it was settled, in order, with what was said at it. */
export async function readChallenges(sql: Sql, initiative: string): Promise<readonly ChallengeEvent[]> {
  const rows: EventRow[] = await sql.query(
    `select ${EVENT} from event
      where stream = $1 and initiative = $1 and type in ('fact-challenged', 'challenge-settled') order by n`,
    [initiative],
  );
  const told = rows.map(happened) as unknown as readonly ChallengeEvent[];
  return withWords(told, await readWords(sql, told));
}
