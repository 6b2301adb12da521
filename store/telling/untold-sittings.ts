import type { SittingHappened } from '../../domain/sitting/events.ts';
import { grouped } from '../../domain/grouped.ts';
import type { Sql } from '../sql.ts';
import type { NewDelivery } from './untold.ts';

/** Of one sitting so many events are told at once at most. */
const MOST_EVENTS = 50;

/** An event of a sitting with its id. */
export type SittingEventRow = SittingHappened & { readonly id: string };

/** A sitting of which something has not been told, with who is invited now. */
export interface UntoldSitting {
  readonly sitting: string;
  readonly told: number;
  readonly invited: readonly string[];
  /** Those that follow, in order; without words. */
  readonly events: readonly SittingEventRow[];
}

/** Some sittings of which something has not been told, with what is to be told. */
export async function readUntoldSittings(sql: Sql, limit: number): Promise<readonly UntoldSitting[]> {
  const found: { id: string; told: number; invited: string[] }[] = await sql.query(
    `select s.id, s.told, array(select p.person from sitting_person p where p.sitting = s.id order by p.person) as invited
       from sitting s where s.told < s.n order by s.id limit $1`,
    [limit],
  );
  if (found.length === 0) return [];
  const rows: (Omit<SittingEventRow, 'at'> & { readonly stream: string; readonly at: Date })[] =
    await sql.query(
      `select e.* from jsonb_to_recordset($1) as t(id uuid, told int)
        cross join lateral (
          select id, stream, n, type, at, actor, data from event
           where stream = t.id and n > t.told and n <= t.told + ${MOST_EVENTS}) e
        order by e.stream, e.n`,
      [JSON.stringify(found)],
    );
  const of = grouped(rows, (row) => row.stream);
  return found.map(({ id, told, invited }) => ({
    ...{ sitting: id, told, invited },
    events: (of.get(id) ?? []).map(
      ({ stream: _, at, ...row }) => ({ ...row, at: at.toISOString() }) as unknown as SittingEventRow,
    ),
  }));
}

export type SittingDelivery = Omit<NewDelivery, 'initiative' | 'task'> & { readonly sitting: string };

/**
 * Writes down, in one statement, that a sitting has been told so far, and each mail that is to be sent. Where another worker was
 * quicker, or somebody is changing it, nothing is written, and it is looked at again. Gives whether it was.
 */
export async function writeSittingTold(
  sql: Sql,
  { sitting, told, events }: UntoldSitting,
  deliveries: readonly SittingDelivery[],
): Promise<boolean> {
  const last = events.at(-1);
  if (last === undefined) return false;
  const rows: unknown[] = await sql.query(WRITE, [sitting, told, last.n, JSON.stringify(deliveries)]);
  return rows.length > 0;
}

const WRITE = `
  with held as (select id from sitting where id = $1 and told = $2 for update skip locked),
  marked as (update sitting s set told = $3 from held where held.id = s.id returning s.id),
  written as (
    insert into delivery (id, lane, person, sitting, n, event, type, notice, at, state, since, next_at)
    select d.id, d.lane, d.person, d.sitting, d.n, d.event, d.type, d.notice, d.at, 'waiting', d."nextAt", d."nextAt"
      from jsonb_to_recordset($4) as d(id uuid, lane text, person uuid, sitting uuid, n int, event uuid, type text,
                                       notice text, at timestamptz, "nextAt" timestamptz)
      join marked on marked.id = d.sitting
    on conflict (id) do nothing)
  select id from marked`;

/** Whether somebody is told later of another change of the same sitting, so that this one need not be. */
export async function changesAgain(
  sql: Sql,
  { sitting, person, n }: { readonly sitting: string; readonly person: string; readonly n: number },
): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `select from delivery where person = $2 and sitting = $1 and n > $3 and state = 'waiting'
        and notice = 'sitting-changed' limit 1`,
    [sitting, person, n],
  );
  return rows.length > 0;
}
