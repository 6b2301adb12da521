import { mayNot } from '../../domain/authorisation.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { Content } from '../../domain/content.ts';
import type { Gate, Seat } from '../../domain/gate/gate.ts';
import type { Initiative, StageWork } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import type { Stage } from '../../domain/stage.ts';
import { GATE_COLUMNS, gateFrom, gateWithWords, readInitiative, wordedParts } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords, stub, withWords, type Words } from '../sealed.ts';
import type { Sql, Statement, Value } from '../sql.ts';
import { foundBy, search, type Searched } from './search.ts';
import { amongSeen, partsAmong, PARTS, seesFew } from './seen.ts';
import { upcast } from '../upcast.ts';

export { readInitiative };

export interface InitiativeFilter {
  readonly status?: string | undefined;
  readonly stage?: string | undefined;
  readonly lead?: string | undefined;
  readonly owner?: string | undefined;
  /** Words of its title or aim, or of its lead body's name. */
  readonly q?: string | undefined;
  readonly sort: 'updatedAt' | '-updatedAt' | 'createdAt' | '-createdAt';
  readonly after: Cursor | null;
  readonly limit: number;
}

/** An initiative as a list shows it: of its words the proposal's and why it came back, of its gate who is waited for. */
export interface ListedInitiative extends Pick<
  Initiative,
  | ('id' | 'n' | 'at' | 'createdAt' | 'status' | 'owner' | 'proposal' | 'facts' | 'scope')
  | ('revision' | 'stage' | 'sentBack')
> {
  readonly stages: Readonly<Record<Stage, Omit<StageWork, 'content'>>>;
  readonly gate:
    | (Pick<Gate, 'id' | 'stage' | 'state' | 'level' | 'bodies' | 'dueAt'> & {
        readonly seats: readonly Pick<Seat, 'kind' | 'state' | 'bodies'>[];
      })
    | null;
}

/** A page of the initiatives that this person may read. */
export async function listInitiatives(
  sql: Sql,
  person: Person,
  filter: InitiativeFilter,
): Promise<Page<ListedInitiative>> {
  const few = await seesFew(sql);
  const searched = filter.q === undefined ? null : await search(sql, filter.q, few);
  const { text, values } = finding(filter, few, searched);
  const rows: { id: string; sorted: Date }[] = await sql.query(text, [...values]);
  const page = pageOf(rows, filter.limit, (row) => ({ at: row.sorted.toISOString(), id: row.id }));
  const found: ListedRow[] = await sql.query(READ, [page.items.map((row) => row.id)]);
  const theirs = found.filter(({ owner, parts }) => {
    const target = { initiative: { owner }, parts: () => partsAmong(parts) };
    return mayNot(person, 'initiative.read', target) === null;
  });
  const listed = new Map(theirs.map((row) => [row.id, listedFrom(row)]));
  return { ...page, items: page.items.flatMap(({ id }) => listed.get(id) ?? []) };
}

const READ = `
  select i.id, i.n, i.at, i.created_at as "createdAt", i.status, i.owner, i.proposal, i.facts, i.scope, i.revision,
         i.stage, i.sent_back as "sentBack", ${PARTS('i.id')} as parts,
         (select json_object_agg(w.stage, json_build_object(
                   'stage', w.stage, 'state', w.state, 'round', w.round, 'revision', w.revision))
            from stage w where w.initiative = i.id) as stages,
         (select json_build_object(
                   'id', g.id, 'stage', g.stage, 'state', g.state, 'level', g.level, 'bodies', g.bodies, 'dueAt', g.due_at,
                   'seats', (select json_agg(json_build_object('kind', t.kind, 'state', t.state, 'bodies', t.bodies)
                                             order by t.seat)
                               from task t where t.gate = g.id))
            from gate g where g.id = i.gate) as gate,
         (select json_object_agg(c.hash, json_build_object('salt', c.salt, 'value', c.value)) from content c
           where c.hash in (i.proposal, i.sent_back -> 'detail' ->> 'hash')) as words
    from initiative i where i.id = any ($1)`;

interface ListedRow extends Omit<ListedInitiative, 'at' | 'createdAt' | 'proposal'> {
  readonly at: Date;
  readonly createdAt: Date;
  readonly proposal: string;
  readonly parts: readonly BodyCode[] | null;
  readonly words: Readonly<Record<string, Pick<Content<unknown>, 'salt' | 'value'>>> | null;
}

function listedFrom({
  at,
  createdAt,
  proposal,
  sentBack,
  gate,
  words: found,
  parts: _,
  ...row
}: ListedRow): ListedInitiative {
  const words: Words = new Map(Object.entries(found ?? {}));
  return {
    ...row,
    at: at.toISOString(),
    createdAt: createdAt.toISOString(),
    ...withWords({ proposal: stub(proposal), sentBack }, words),
    gate: gate === null ? null : { ...gate, dueAt: new Date(gate.dueAt).toISOString() },
  };
}

/** The ids of one more than a page, in order. What is not filtered by is not in the text, so that an index can be used. */
function finding(filter: InitiativeFilter, few: boolean, searched: Searched | null): Statement {
  const values: Value[] = [];
  const value = (given: Value) => `$${values.push(given)}`;
  const column = filter.sort.endsWith('updatedAt') ? 'at' : 'created_at';
  const [order, than] = filter.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
  const { status, stage, lead, owner, after } = filter;
  const where = [
    'true',
    ...(status === undefined ? [] : [`i.status = ${value(status)}`]),
    ...(stage === undefined ? [] : [`i.stage = ${value(stage)}`]),
    ...(lead === undefined ? [] : [`i.lead = ${value(lead)}`]),
    ...(owner === undefined ? [] : [`i.owner = ${value(owner)}`]),
    ...(searched === null ? [] : [foundBy(searched, 'i.id', value)]),
    ...(after === null ? [] : [`(i.${column}, i.id) ${than} (${value(after.at)}, ${value(after.id)}::uuid)`]),
  ];
  const select = `select i.id, i.${column} as sorted from initiative i where ${where.join(' and ')}`;
  return {
    text: `select id, sorted from ${few ? amongSeen(select, 'i.id') : `(${select})`} as found
      order by sorted ${order}, id ${order} limit ${value(filter.limit + 1)}`,
    values,
  };
}

/** Every gate that an initiative has had, in the order in which they opened. */
export async function readGates(sql: Sql, initiative: string): Promise<readonly Gate[]> {
  const rows: { gate: Record<string, unknown>; tasks: Record<string, unknown>[] | null }[] = await sql.query(
    `select to_jsonb(g) as gate,
            (select jsonb_agg(to_jsonb(t) order by t.seat) from task t where t.gate = g.id) as tasks
       from (select ${GATE_COLUMNS} from gate where gate.initiative = $1) g order by g.opened_at, g.round`,
    [initiative],
  );
  const gates = rows.map(({ gate, tasks }) => gateFrom(gate, tasks ?? []));
  const words = await readWords(sql, gates.map(wordedParts));
  return gates.map((gate) => gateWithWords(gate, words));
}

/** The whole receipt of each of an initiative's gates, by the gate's id: the last that was given. */
export async function readReceipts(sql: Sql, initiative: string): Promise<ReadonlyMap<string, Receipt>> {
  const rows: { type: string; version: number; data: Record<string, unknown> }[] = await sql.query(
    `select type, version, data from event
      where stream = $1 and initiative = $1 and type in ('gate-opened', 'verdict-retaken') order by n`,
    [initiative],
  );
  const given = rows.map((row) => upcast(row).data as { readonly gate: string; readonly receipt: Receipt });
  return new Map(given.map(({ gate, receipt }) => [gate, receipt]));
}

/** An event as it is told: with its words, in the version of today. */
export interface ToldEvent {
  readonly id: string;
  readonly n: number;
  readonly type: string;
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What somebody said about an initiative; the text is null once erased. */
export interface Comment {
  readonly n: number;
  readonly at: string;
  readonly by: string;
  readonly stage: string;
  readonly text: string | null;
}

/** A page of what people said about an initiative, in order; `next` is the number to read on after. */
export async function readComments(
  sql: Sql,
  initiative: string,
  after: number,
  limit: number,
): Promise<{ readonly items: readonly Comment[]; readonly next: string | null }> {
  const rows: CommentRow[] = await sql.query(`${COMMENTS} and n > $2 order by n limit $3`, [
    initiative,
    after,
    limit + 1,
  ]);
  const items = await commentsFrom(sql, rows.slice(0, limit));
  return { items, next: rows.length > limit ? String(items.at(-1)?.n) : null };
}

/** The last of what people said about an initiative, so many at most, in order. */
export async function latestComments(
  sql: Sql,
  initiative: string,
  limit: number,
): Promise<readonly Comment[]> {
  const rows: CommentRow[] = await sql.query(`${COMMENTS} order by n desc limit $2`, [initiative, limit]);
  return commentsFrom(sql, rows.toReversed());
}

/** Who made a comment, by its number among the events; `null` where that is no comment. */
export async function readCommentBy(sql: Sql, initiative: string, n: number): Promise<string | null> {
  const [row]: { actor: string }[] = await sql.query(
    `select actor from event where stream = $1 and initiative = $1 and n = $2 and type = 'comment-made'`,
    [initiative, n],
  );
  return row?.actor ?? null;
}

const COMMENTS = `
  select type, version, n, at, data from event
   where stream = $1 and initiative = $1 and type = 'comment-made'`;

interface CommentRow {
  readonly type: string;
  readonly version: number;
  readonly n: number;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

async function commentsFrom(sql: Sql, rows: readonly CommentRow[]): Promise<readonly Comment[]> {
  const told = rows.map(({ at, ...row }) => upcast({ ...row, at: at.toISOString() }));
  return withWords(told, await readWords(sql, told)).map(({ n, at, data }) => {
    const { by, stage, text } = data as { by: string; stage: string; text: Content<string> };
    return { n, at, by, stage, text: text.value };
  });
}

/** A page of an initiative's history, in order. */
export async function readHistory(
  sql: Sql,
  initiative: string,
  after: number,
  limit: number,
): Promise<readonly ToldEvent[]> {
  const rows: (Omit<ToldEvent, 'at'> & { at: Date })[] = await sql.query(
    `select id, n, type, version, at, actor, data from event
      where stream = $1 and initiative = $1 and n > $2 order by n limit $3`,
    [initiative, after, limit],
  );
  const told = rows.map((row) => upcast({ ...row, at: row.at.toISOString() }));
  return withWords(told, await readWords(sql, told));
}
