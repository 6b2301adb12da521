import type { Happened } from '../../domain/initiative/events.ts';
import { readWords, withWords } from '../sealed.ts';
import type { Sql } from '../sql.ts';
import { upcast } from '../upcast.ts';

export type ChallengeEvent = Extract<Happened, { type: 'fact-challenged' | 'challenge-settled' }>;

interface Row {
  readonly n: number;
  readonly type: string;
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Every challenge of a fact of an initiative and how it was settled, in order, with what was said at it. */
export async function readChallenges(sql: Sql, initiative: string): Promise<readonly ChallengeEvent[]> {
  const rows: Row[] = await sql.query(
    `select n, type, version, at, actor, data from event
      where stream = $1 and initiative = $1 and type in ('fact-challenged', 'challenge-settled') order by n`,
    [initiative],
  );
  const told = rows.map(({ at, ...row }) => upcast({ ...row, at: at.toISOString() }));
  return withWords(told, await readWords(sql, told)) as unknown as readonly ChallengeEvent[];
}
