import type { DataSource } from 'typeorm';
import type { Unsent, WaitingLane } from '../../domain/doctor/check-deliveries.ts';
import { deliveryId } from '../../domain/telling/delivery-id.ts';
import { REGISTRY_STREAM } from '../registry.ts';

/** What changed, and each webhook that takes it; what was told while a webhook was being set is left out. */
const PAIRS = `
  select c.initiative, c.n, c.event, w.id as webhook, w.body
    from (select * from change where seq > $1 and seq <= $2) as c
    join webhook w on w.active and (w.types = '{}' or c.type = any (w.types))
    join part p on p.initiative = c.initiative and p.body = w.body
    join (select e.data ->> 'webhook' as id, max(e.at) as at from event e
           where e.stream = $3 and e.type in ('webhook-registered', 'webhook-changed') group by 1) as s
      on s.id = w.id::text and c.told_at > s.at + interval '1 minute'
   group by c.initiative, c.n, c.event, w.id, w.body`;

/** A page of what changed, after a place in its order. */
export interface UnsentPage {
  readonly unsent: readonly Unsent[];
  /** Where the next page begins; `null` after the last. */
  readonly next: string | null;
}

/** What was told of which a webhook that takes it has no message, among so many changes after one. */
export async function readUnsent(database: DataSource, after: string, limit: number): Promise<UnsentPage> {
  const [page]: { last: string | null; count: number }[] = await database.query(
    'select max(seq) as last, count(*)::int as count from (select seq from change where seq > $1 order by seq limit $2) as page',
    [after, limit],
  );
  if (page?.last === undefined || page.last === null) return { unsent: [], next: null };
  const pairs: Unsent[] = await database.query(PAIRS, [after, page.last, REGISTRY_STREAM]);
  const ids = pairs.map(({ event, webhook }) => deliveryId(event, webhook));
  const rows: { id: string }[] = await database.query('select id from delivery where id = any ($1::uuid[])', [
    ids,
  ]);
  const there = new Set(rows.map(({ id }) => id));
  const unsent = pairs.filter((_, at) => !there.has(ids[at] ?? ''));
  return { unsent, next: page.count < limit ? null : page.last };
}

/** The lanes on which something is due for so long, in milliseconds, with how each fares. What is off sends nothing. */
export async function readLateLanes(
  database: DataSource,
  now: string,
  late: number,
): Promise<readonly WaitingLane[]> {
  const rows: {
    lane: string;
    due: number;
    since: Date;
    exists: boolean;
    held: Date | null;
    rest: Date | null;
    worked: Date | null;
  }[] = await database.query(
    `select d.lane, d.due, d.since, l.id is not null as exists, l.held_until as held, l.rest_until as rest,
            greatest(l.ok_at, l.failed_at) as worked
       from (select lane, count(*)::int as due, min(next_at) as since from delivery
              where state = 'waiting' and next_at < $1::timestamptz - $2 * interval '1 millisecond' group by lane) as d
       left join lane l on l.id = d.lane
      where not exists (select from webhook w where w.id::text = d.lane and not w.active)
      order by d.lane`,
    [now, late],
  );
  return rows.map(({ lane, due, since, exists, held, rest, worked }) => ({
    ...{ lane, due, exists },
    since: since.toISOString(),
    heldUntil: held?.toISOString() ?? null,
    restUntil: rest?.toISOString() ?? null,
    workedAt: worked?.toISOString() ?? null,
  }));
}
