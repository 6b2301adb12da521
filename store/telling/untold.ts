import type { BodyPart } from '../../domain/initiative/parts.ts';
import type { Sql } from '../sql.ts';
import { grouped } from '../../domain/grouped.ts';
import { EVENT, happened, type EventRow, type StoredHappened } from '../read/story.ts';

/** Of one initiative so many events are told at once at most. */
const MOST_EVENTS = 200;

/** An initiative of which something has not been told. */
export interface Untold {
  readonly initiative: string;
  /** Up to which event it has been told. */
  readonly told: number;
  /** Those that follow, in order. */
  readonly events: readonly StoredHappened[];
}

/** Some initiatives of which something has not been told, in order of id, after one; with what is to be told. */
export async function readUntold(sql: Sql, after: string, limit: number): Promise<readonly Untold[]> {
  const found: { id: string; told: number }[] = await sql.query(
    'select id, told from initiative where told < n and id > $1 order by id limit $2',
    [after, limit],
  );
  if (found.length === 0) return [];
  const rows: EventRow[] = await sql.query(
    `select e.* from jsonb_to_recordset($1) as t(id uuid, told int)
      cross join lateral (
        select ${EVENT} from event
         where stream = t.id and n > t.told and n <= t.told + ${MOST_EVENTS}) e
      order by e.stream, e.n`,
    [JSON.stringify(found)],
  );
  const of = grouped(rows, (row) => row.stream);
  return found.map(({ id, told }) => ({ initiative: id, told, events: (of.get(id) ?? []).map(happened) }));
}

/** Which bodies have a part in some initiatives, by initiative. */
export async function partsOfEach(
  sql: Sql,
  initiatives: readonly string[],
): Promise<ReadonlyMap<string, readonly BodyPart[]>> {
  const rows: (BodyPart & { initiative: string })[] = await sql.query(
    'select initiative, body, part from part where initiative = any ($1)',
    [initiatives],
  );
  return grouped(rows, (row) => row.initiative);
}

/** One message to be sent, as it is written down. */
export interface NewDelivery {
  readonly id: string;
  readonly lane: string;
  readonly person: string | null;
  readonly initiative: string;
  readonly n: number;
  readonly event: string;
  readonly type: string;
  readonly notice: string | null;
  readonly task: string | null;
  readonly at: string;
  readonly nextAt: string;
}

/** What has been told of an initiative: up to which event, and who is to get a message of it. */
export interface ToldOf extends Untold {
  readonly deliveries: readonly NewDelivery[];
}

/**
 * Writes down, in one statement, that some initiatives have been told so far, what changed in the order in which it is
 * told, and each message that is to be sent. Where another worker was quicker, or somebody is changing the initiative, nothing
 * of it is written, and it is looked at again. Gives how many were told.
 */
export async function writeTold(sql: Sql, told: readonly ToldOf[]): Promise<number> {
  const marks = told.flatMap(({ initiative, told: from, events }) => {
    const last = events.at(-1);
    return last === undefined ? [] : [{ id: initiative, told: from, upto: last.n }];
  });
  if (marks.length === 0) return 0;
  const changes = told.flatMap(({ initiative, events }) =>
    events.map(({ id: event, n, type, at }) => ({ initiative, n, event, type, at })),
  );
  const deliveries = told.flatMap((each) => each.deliveries);
  const rows: unknown[] = await sql.query(WRITE, [
    JSON.stringify(marks),
    JSON.stringify(changes),
    JSON.stringify(deliveries),
  ]);
  return rows.length;
}

// The locks of initiatives are taken before that of the feed, as everybody takes them; what is locked is passed over.
const WRITE = `
  with held as (
    select i.id, t.upto from initiative i
      join jsonb_to_recordset($1) as t(id uuid, told int, upto int) on t.id = i.id and t.told = i.told
     order by i.id for update of i skip locked),
  marked as (update initiative i set told = held.upto from held where held.id = i.id returning i.id),
  changed as (
    select c.*, row_number() over (order by c.nth) as place
      from rows from (jsonb_to_recordset($2) as (initiative uuid, n int, event uuid, type text, at timestamptz))
             with ordinality as c(initiative, n, event, type, at, nth)
      join marked on marked.id = c.initiative),
  numbered as (
    update feed set last = last + (select count(*) from changed)
     where exists (select from changed) returning last - (select count(*) from changed) as before),
  followed as (
    insert into change (seq, initiative, n, event, type, at)
    select numbered.before + place, initiative, n, event, type, at from changed, numbered),
  written as (
    insert into delivery (id, lane, person, initiative, n, event, type, notice, task, at, state, since, next_at)
    select d.id, d.lane, d.person, d.initiative, d.n, d.event, d.type, d.notice, d.task, d.at, 'waiting', d."nextAt", d."nextAt"
      from jsonb_to_recordset($3) as d(id uuid, lane text, person uuid, initiative uuid, n int, event uuid, type text,
                                       notice text, task uuid, at timestamptz, "nextAt" timestamptz)
      join marked on marked.id = d.initiative
    on conflict (id) do nothing)
  select id from marked`;
