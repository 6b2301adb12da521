import { isContent } from '../../domain/content.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import type { Sql } from '../sql.ts';
import { upcast } from '../upcast.ts';

/** An event as it is stored: words are hashes. */
export type StoredHappened = Happened & { readonly id: string };

/**
 * All that happened to an initiative, up to an event. Words are hashes, but for the proposals: whether somebody has an interest
 * in it is read from those. One that was erased is `null`, as everywhere.
 */
export async function readStory(
  sql: Sql,
  initiative: string,
  upTo: number,
): Promise<readonly StoredHappened[]> {
  const rows: (EventRow & { readonly proposal?: unknown })[] = await sql.query(
    `select ${EVENT}, (select c.value from content c where c.hash = event.data #>> '{proposal,hash}') as proposal
       from event where stream = $1 and initiative = $1 and n <= $2 order by n`,
    [initiative, upTo],
  );
  return rows.map(({ proposal, ...row }) => happened(withProposal(row, proposal ?? null)));
}

/** How far the story of an initiative is read. */
export interface StoryUpTo {
  readonly initiative: string;
  readonly upTo: number;
}

/** What happened to several initiatives, to each up to an event, in one statement. Words are hashes. */
export async function readStories(
  sql: Sql,
  asked: readonly StoryUpTo[],
): Promise<readonly { readonly initiative: string; readonly event: StoredHappened }[]> {
  if (asked.length === 0) return [];
  const rows: EventRow[] = await sql.query(
    `select e.* from (select initiative, max("upTo") as upto
                        from jsonb_to_recordset($1) as a(initiative uuid, "upTo" int) group by initiative) t
      cross join lateral (
        select ${EVENT} from event where stream = t.initiative and initiative = t.initiative and n <= t.upto) e
      order by e.stream, e.n`,
    [JSON.stringify(asked)],
  );
  return rows.map((row) => ({ initiative: row.stream, event: happened(row) }));
}

function withProposal(row: EventRow, value: unknown): EventRow {
  const { proposal } = row.data;
  return isContent(proposal) ? { ...row, data: { ...row.data, proposal: { ...proposal, value } } } : row;
}

/** The columns of an event, as `happened` reads them. */
export const EVENT = 'id, stream, n, type, version, at, actor, data';

export interface EventRow {
  readonly id: string;
  readonly stream: string;
  readonly n: number;
  readonly type: string;
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A row as an event of today's version. */
export function happened({ stream: _, at, ...row }: EventRow): StoredHappened {
  return upcast({ ...row, at: at.toISOString() }) as unknown as StoredHappened;
}
