import type { Happened } from '../../domain/initiative/events.ts';
import { readWords, withWords } from '../../store/sealed.ts';
import type { Sql } from '../../store/sql.ts';

/** The events of an initiative as the event table has them, with their words put back, in order. */
export async function storedEvents(sql: Sql, initiative: string): Promise<readonly Happened[]> {
  const rows: { n: number; type: string; at: Date; actor: string; data: unknown }[] = await sql.query(
    'select n, type, at, actor, data from event where stream = $1 order by n',
    [initiative],
  );
  const events = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  return withWords(events, await readWords(sql, events)) as unknown as readonly Happened[];
}
