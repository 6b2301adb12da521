import { mayNot } from '../../domain/authorisation.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import type { Person } from '../../domain/person.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import type { Sql } from '../sql.ts';
import { upcast } from '../upcast.ts';
import { CALENDAR } from '../world.ts';
import { partsAmong, PARTS } from './seen.ts';

/** A change by which a decision is taken at a lower level than before, with the initiative that it was made to. */
export interface Lowered {
  readonly event: Extract<Happened, { type: 'level-lowered' }> & { readonly id: string };
  readonly initiative: { readonly id: string; readonly title: string | null; readonly lead: BodyCode };
}

export interface LoweredFilter {
  /** A body that leads the initiative, or that it affects. */
  readonly body?: string | undefined;
  /** On this day or later, and on this day or before, as the calendar has them. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly after: Cursor | null;
  readonly limit: number;
}

const STARTS = (day: string) => `((${day})::timestamp at time zone '${CALENDAR.timeZone}')`;

/** Read in the order of an index that has these events alone (migration 0018), as far as this connection may see. */
const READ = `
  select e.id, e.n, e.type, e.version, e.at, e.actor, e.data, i.id as initiative, i.lead, i.owner,
         ${PARTS('i.id')} as parts,
         (select c.value ->> 'title' from content c where c.hash = i.proposal) as title
    from event e join initiative i on i.id = e.initiative
   where e.type = 'level-lowered'
     and ($1::text is null or i.lead = $1 or $1 = any (i.affected))
     and ($2::date is null or e.at >= ${STARTS('$2::date')})
     and ($3::date is null or e.at < ${STARTS('$3::date + 1')})
     and ($4::timestamptz is null or (e.at, e.id) < ($4, $5::uuid))
   order by e.at desc, e.id desc limit $6`;

interface Row {
  readonly id: string;
  readonly n: number;
  readonly type: string;
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly initiative: string;
  readonly lead: BodyCode;
  readonly owner: string;
  readonly parts: readonly BodyCode[] | null;
  readonly title: string | null;
}

/** A page of what lowered a level, the latest first, of the initiatives that this person may read. */
export async function listLowered(
  sql: Sql,
  person: Person,
  { body, since, until, after, limit }: LoweredFilter,
): Promise<Page<Lowered>> {
  const rows: Row[] = await sql.query(READ, [
    body ?? null,
    since ?? null,
    until ?? null,
    after?.at ?? null,
    after?.id ?? null,
    limit + 1,
  ]);
  const page = pageOf(rows, limit, ({ at, id }) => ({ at: at.toISOString(), id }));
  const theirs = page.items.filter(({ owner, parts }) => {
    const target = { initiative: { owner }, parts: () => partsAmong(parts) };
    return mayNot(person, 'initiative.read', target) === null;
  });
  return { ...page, items: theirs.map(loweredFrom) };
}

function loweredFrom({ initiative, lead, title, id, n, type, version, at, actor, data }: Row): Lowered {
  const event = { id, n, type, at: at.toISOString(), actor, data: upcast({ type, version, data }).data };
  return { event: event as unknown as Lowered['event'], initiative: { id: initiative, title, lead } };
}
