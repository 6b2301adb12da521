import type { SittingHappened } from '../../domain/sitting/events.ts';
import type { Invited, Item, Sitting } from '../../domain/sitting/sitting.ts';
import { eventStatements } from '../append-events.ts';
import { readWords, stub, withWords, wordsIn } from '../sealed.ts';
import type { Sql, Statement } from '../sql.ts';

/** A sitting with so much of its agenda as this connection may see; its words are read apart. */
const READ = `
  select to_jsonb(s) as sitting,
         coalesce((select jsonb_agg(to_jsonb(i) order by i.place) from sitting_item i where i.sitting = s.id), '[]') as items,
         coalesce((select jsonb_agg(jsonb_build_object('person', p.person, 'attendance', p.attendance) order by p.person)
                     from sitting_person p where p.sitting = s.id), '[]') as people
    from sitting s`;

interface Row {
  readonly sitting: Readonly<Record<string, unknown>>;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly people: readonly Invited[];
}

/** A sitting as it stands, or `null` where there is none that this connection may see. */
export async function readSitting(sql: Sql, id: string): Promise<Sitting | null> {
  return (await readSittings(sql, [id]))[0] ?? null;
}

/** Some sittings, in the order in which their ids are given. */
export async function readSittings(sql: Sql, ids: readonly string[]): Promise<readonly Sitting[]> {
  if (ids.length === 0) return [];
  const rows: Row[] = await sql.query(`${READ} where s.id = any ($1::uuid[])`, [ids]);
  const found = rows.map(fromRow);
  const told = withWords(found, await readWords(sql, found));
  return ids.flatMap((id) => told.find((each) => each.id === id) ?? []);
}

/** An event of a sitting as it is stored: words are hashes. */
type StoredEvent = Omit<SittingHappened, 'at'> & { readonly at: string };

/** Some sittings without words, each with its events: of one moment, since it is one statement. */
export async function readSittingRows(
  sql: Sql,
  ids: readonly string[],
): Promise<readonly { readonly sitting: Sitting; readonly events: readonly StoredEvent[] }[]> {
  if (ids.length === 0) return [];
  const rows: (Row & { readonly events: readonly StoredEvent[] })[] = await sql.query(
    `select found.*, coalesce((select jsonb_agg(jsonb_build_object('n', e.n, 'type', e.type, 'at', e.at, 'actor', e.actor, 'data', e.data) order by e.n)
                                 from event e where e.stream = (found.sitting ->> 'id')::uuid), '[]') as events
       from (${READ} where s.id = any ($1::uuid[]) order by s.id) as found`,
    [ids],
  );
  return rows.map(({ events, ...row }) => ({ sitting: fromRow(row), events }));
}

/** Writes all rows of a sitting as it is to be, whatever they are. */
export function rewriteStatements(state: Sitting): readonly Statement[] {
  const { id, body, convenedBy, createdAt, items, people } = state;
  const upTo = items.map(({ gate, upTo: n }) => ({ gate, n }));
  return [
    update(state),
    {
      text: 'update sitting set body = $2, convened_by = $3, created_at = $4 where id = $1',
      values: [id, body, convenedBy, createdAt],
    },
    {
      text: 'delete from sitting_person where sitting = $1 and person <> all ($2::uuid[])',
      values: [id, people.map(({ person }) => person)],
    },
    {
      text: 'delete from sitting_item where sitting = $1 and gate <> all ($2::uuid[])',
      values: [id, items.map(({ gate }) => gate)],
    },
    ...(people.length === 0 ? [] : [upsertPeople(id, people)]),
    ...(items.length === 0 ? [] : [upsertItems(id, items)]),
    {
      text: `update sitting_item i set up_to = u.n from jsonb_to_recordset($2) as u(gate uuid, n int)
              where i.sitting = $1 and i.gate = u.gate`,
      values: [id, JSON.stringify(upTo)],
    },
  ];
}

const instant = (value: unknown) => new Date(value as string).toISOString();
const words = (hash: unknown) => (hash === null ? null : stub(hash as string));

function fromRow({ sitting: row, items, people }: Row): Sitting {
  const sitting = {
    id: row['id'],
    n: row['n'],
    at: instant(row['at']),
    state: row['state'],
    body: row['body'],
    title: words(row['title']),
    where: words(row['place']),
    heldAt: instant(row['held_at']),
    convenedBy: row['convened_by'],
    createdAt: instant(row['created_at']),
    endedAt: row['ended_at'] === null ? null : instant(row['ended_at']),
    endedBy: row['ended_by'],
    reason: words(row['reason']),
    places: row['places'],
    items: items.map(itemFrom),
    people,
  };
  return sitting as unknown as Sitting;
}

function itemFrom(row: Readonly<Record<string, unknown>>): Item {
  const item = {
    gate: row['gate'],
    initiative: row['initiative'],
    stage: row['stage'],
    place: row['place'],
    contentHash: row['content_hash'],
    state: row['state'],
    reason: words(row['reason']),
    upTo: row['up_to'],
  };
  return item as unknown as Item;
}

/** Writes what changed of a sitting, and what happened to it. */
export function sittingStatements(
  before: Sitting | null,
  after: Sitting,
  events: readonly SittingHappened[],
): readonly Statement[] {
  const { id } = after;
  const items = after.items.filter((item) => !before?.items.includes(item));
  const gone = (before?.people ?? []).filter(
    ({ person }) => !after.people.some((each) => each.person === person),
  );
  const people = after.people.filter((each) => !before?.people.includes(each));
  return [
    before === null ? insert(after) : update(after),
    ...(gone.length === 0
      ? []
      : [
          {
            text: 'delete from sitting_person where sitting = $1 and person = any ($2::uuid[])',
            values: [id, gone.map(({ person }) => person)],
          },
        ]),
    ...(people.length === 0 ? [] : [upsertPeople(id, people)]),
    ...(items.length === 0 ? [] : [upsertItems(id, items)]),
    ...(after.state === 'closed' && before?.state !== 'closed'
      ? [{ text: 'select mark_counts($1)', values: [id] }]
      : []),
    ...wordsOfSitting(after, events),
    ...eventStatements(id, null, events),
  ];
}

/** Before the events are appended with them: these words are for those who see the sitting, or the initiative. */
function wordsOfSitting({ id, items }: Sitting, events: readonly SittingHappened[]): readonly Statement[] {
  const rows = events.flatMap(({ type, data }) =>
    wordsIn(data).map(({ hash, salt, value }) => {
      const item = type === 'item-deferred' ? items.find(({ gate }) => gate === data.gate) : undefined;
      return { hash, salt, value, initiative: item?.initiative ?? null };
    }),
  );
  if (rows.length === 0) return [];
  return [
    {
      text: `
        insert into content (hash, initiative, sitting, salt, value)
        select hash, initiative, $1, salt, value
          from jsonb_to_recordset($2) as c(hash text, initiative uuid, salt text, value jsonb)
        on conflict (hash) do nothing`,
      values: [id, JSON.stringify(rows)],
    },
  ];
}

const COLUMNS = ['n', 'at', 'state', 'title', 'place', 'held_at', 'ended_at', 'ended_by', 'reason', 'places'];

const valuesOf = (state: Sitting) => [
  state.id,
  state.n,
  state.at,
  state.state,
  state.title.hash,
  state.where?.hash ?? null,
  state.heldAt,
  state.endedAt,
  state.endedBy,
  state.reason?.hash ?? null,
  state.places,
];

function insert(state: Sitting): Statement {
  return {
    text: `insert into sitting (id, ${COLUMNS.join(', ')}, body, convened_by, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [...valuesOf(state), state.body, state.convenedBy, state.createdAt],
  };
}

function update(state: Sitting): Statement {
  return {
    text: `update sitting set ${COLUMNS.map((column, index) => `${column} = $${index + 2}`).join(', ')} where id = $1`,
    values: valuesOf(state),
  };
}

function upsertPeople(id: string, people: readonly Invited[]): Statement {
  return {
    text: `
      insert into sitting_person (sitting, person, attendance)
      select $1, person, attendance from jsonb_to_recordset($2) as p(person uuid, attendance text)
      on conflict (sitting, person) do update set attendance = excluded.attendance`,
    values: [id, JSON.stringify(people)],
  };
}

function upsertItems(id: string, items: readonly Item[]): Statement {
  const rows = items.map((item) => ({
    ...item,
    reason: item.reason?.hash ?? null,
    content_hash: item.contentHash,
  }));
  return {
    text: `
      insert into sitting_item (sitting, gate, initiative, stage, place, content_hash, state, reason)
      select $1, gate, initiative, stage, place, content_hash, state, reason
        from jsonb_to_recordset($2) as i(gate uuid, initiative uuid, stage text, place int, content_hash text, state text,
               reason text)
      on conflict (sitting, gate) do update set place = excluded.place, content_hash = excluded.content_hash,
        state = excluded.state, reason = excluded.reason`,
    values: [id, JSON.stringify(rows)],
  };
}
