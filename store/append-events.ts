import { v7 as uuid } from 'uuid';
import { currentOrigin } from '../contracts/origin.ts';
import { withoutWords, wordStatements } from './sealed.ts';
import type { Statement } from './sql.ts';
import { EVENT_VERSION } from './upcast.ts';

/** An event of any stream, as it is written. */
export interface Appended {
  readonly n: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: object;
}

/** Appends events of one stream, with their words apart. The stream's numbers are unique: a gap or a double is refused. */
export function eventStatements(
  stream: string,
  initiative: string | null,
  events: readonly Appended[],
): readonly Statement[] {
  if (events.length === 0) return [];
  const rows = events.map((event) => ({ ...event, id: uuid(), data: withoutWords(event.data) }));
  return [
    ...wordStatements(initiative, events),
    {
      text: `
        insert into event (id, stream, n, initiative, type, version, at, actor, data, request)
        select id, $1, n, $2, type, $3, at, actor, data, $5
          from jsonb_to_recordset($4) as e(id uuid, n int, type text, at timestamptz, actor text, data jsonb)`,
      values: [stream, initiative, EVENT_VERSION, JSON.stringify(rows), currentOrigin()?.request ?? null],
    },
  ];
}
