import type { Gate, Seat } from '../../domain/gate/gate.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { isRegistered, neverCounts } from '../../domain/professions.ts';
import { GATE_COLUMNS, gateFrom, gateWithWords, SEAT_COLUMNS, wordedParts } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords } from '../sealed.ts';
import type { Sql, Statement, Value } from '../sql.ts';
import { amongSeen, seesFew } from './seen.ts';

/** A task with as much of its gate and initiative as a queue shows and the rules of who may fill it need. */
export interface QueuedTask {
  readonly gate: Gate;
  readonly seat: Seat;
  readonly initiative: {
    readonly id: string;
    readonly title: string | null;
    readonly lead: string;
    readonly owner: string;
    readonly editors: readonly string[];
  };
}

export interface TaskFilter {
  readonly queue?: 'mine' | 'to-answer' | undefined;
  readonly assignee?: string | undefined;
  readonly state?: string | undefined;
  readonly level?: string | undefined;
  readonly stage?: string | undefined;
  readonly initiative?: string | undefined;
  readonly body?: string | undefined;
  readonly sort: 'dueAt' | '-dueAt' | 'openedAt' | '-openedAt';
  readonly after: Cursor | null;
  readonly limit: number;
}

/** Of more than so many the total is not told: nobody counts a long queue each time it is looked at. */
const MOST_COUNTED = 50;

const OPEN_STATES: readonly string[] = ['ready', 'claimed', 'info-requested'];
const OPEN = `t.state in ('ready', 'claimed', 'info-requested')`;

/**
 * What a person could fill, of the open tasks for their roles, as `cannotFill` and `notTheirs` of the domain say for one
 * task. Of seats alike the first that is free stands for all: it is one decision that is asked of them. What row-level
 * security lets Postgres ask before it asks who may see a row (that ids and texts are equal) stands by itself.
 */
const COULD_FILL = `
  (t.state = 'ready' or t.claimed_by = $1 and t.state = 'info-requested')
  and not exists (
    select from task o where o.gate = t.gate and o.id <> t.id and (o.kind = t.kind or o.claimed_by = $1) and (
      o.claimed_by = $1
      or t.state = 'ready' and o.state = 'ready' and o.seat < t.seat and o.role = t.role and o.bodies = t.bodies
      or o.kind = 'approval' and o.bodies = t.bodies and o.vote ->> 'profession' = $2))
  and not exists (select from initiative i where i.id = t.initiative and ($1 = i.owner or $1 = any (i.editors)))
  and (t.kind <> 'approval' or (
    $2::text is not null
    and not exists (select from gate g, jsonb_array_elements(g.quorum) as q
                     where g.id = t.gate and t.bodies @> array[q ->> 'body'] and q ->> 'notProfession' = $2)
    and ($3 or exists (select from task o where o.gate = t.gate and o.kind = 'approval' and o.bodies = t.bodies
                           and o.id <> t.id and (o.vote is null or (o.vote ->> 'registered')::boolean))
         or exists (select from gate g, jsonb_array_elements(g.quorum) as q
                     where g.id = t.gate and t.bodies @> array[q ->> 'body'] and (q ->> 'registered')::int = 0))))`;

/** What waits for the answer of this owner. */
const ASKED_OF = (person: string) =>
  `t.state = 'info-requested' and t.initiative in (select id from initiative where owner = ${person})`;

/** Each kind of task is found where an index has it in order: what is held, what is prepared for somebody, for a role of one body, of several bodies. */
const MINE = (select: string, ordered: string) => `
  select * from (${select} and t.claimed_by = $1 and t.state = 'claimed' offset 0) as held
  union all
  select * from (${select} and t.delegated_to = $1 and t.state in ('claimed', 'info-requested') offset 0) as delegated
  union all
  select found.* from unnest($4::text[], $5::text[]) as mine(role, body) cross join lateral (
    ${select} and t.bodies[1] = mine.body and t.role = mine.role and cardinality(t.bodies) = 1
       and ${OPEN} and ${COULD_FILL} ${ordered}) as found
  union all
  select * from (
    ${select} and cardinality(t.bodies) > 1 and ${OPEN}
       and exists (select from unnest($4::text[], $5::text[]) as mine(role, body)
                    where mine.body = any (t.bodies) and mine.role = t.role)
       and ${COULD_FILL} offset 0) as several`;

/**
 * A page of tasks. `mine` is what this person prepares for somebody or could fill: a seat for one of their roles that is ready or that they hold,
 * not on their own proposal, and at a gate where they have not filled another. `total` is told up to fifty.
 */
export async function listTasks(sql: Sql, person: Person, filter: TaskFilter): Promise<Page<QueuedTask>> {
  // Who owns what is asked about is found by the owner.
  const few = filter.queue === undefined && (await seesFew(sql));
  const find = (after: Cursor | null, most: number) => {
    const { text, values } = finding(person, { ...filter, after }, few, most);
    const found = () => sql.query<{ id: string; sorted: Date }[]>(text, [...values]);
    return filter.queue === 'mine' ? plannedOnce(sql, found) : found();
  };
  const [first, further] = await Promise.all([
    find(null, Math.max(MOST_COUNTED, filter.limit) + 1),
    filter.after === null ? null : find(filter.after, filter.limit + 1),
  ]);
  const page = pageOf(
    further ?? first,
    filter.limit,
    (row) => ({ at: row.sorted.toISOString(), id: row.id }),
    first.length > MOST_COUNTED ? undefined : first.length,
  );
  const found = await readTasks(
    sql,
    page.items.map((row) => row.id),
    'briefly',
  );
  return { ...page, items: page.items.flatMap(({ id }) => found.get(id) ?? []) };
}

const PLANNED = (how: string) => `select set_config('plan_cache_mode', '${how}', true)`;
const [PLANNED_ONCE, PLANNED_AS_EVER] = [PLANNED('force_generic_plan'), PLANNED('auto')];

/** Planning what somebody could fill takes longer than finding it: it is planned once on a connection, for everybody. */
export async function plannedOnce<T>(sql: Sql, ask: () => Promise<T>): Promise<T> {
  const [, found] = await Promise.all([sql.query(PLANNED_ONCE), ask(), sql.query(PLANNED_AS_EVER)]);
  return found;
}

/**
 * The ids of at most so many tasks, in order. What is not filtered by is not in the text, so that an index can be used;
 * there are as many texts as kinds of filter.
 */
export function finding(
  person: Person,
  filter: TaskFilter,
  few: boolean,
  most: number,
  except: readonly string[] = [],
): Statement {
  const values: Value[] = [];
  const value = (given: Value) => `$${values.push(given)}`;
  const isMine = filter.queue === 'mine';
  if (isMine) values.push(...couldFill(person));
  const column = filter.sort.endsWith('dueAt') ? 'due_at' : 'opened_at';
  const [order, than] = filter.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
  const { assignee, state, level, stage, initiative, body, after } = filter;
  const where = [
    'true',
    ...(assignee === undefined ? [] : [`t.claimed_by = ${value(assignee)}`]),
    ...(filter.queue === 'to-answer' ? [ASKED_OF(value(person.id))] : []),
    ...(state === undefined ? [] : [`t.state = ${value(state)}`]),
    ...(state !== undefined && OPEN_STATES.includes(state) ? [OPEN] : []),
    ...(level === undefined ? [] : [`t.level = ${value(level)}`]),
    ...(stage === undefined ? [] : [`t.stage = ${value(stage)}`]),
    ...(initiative === undefined ? [] : [`t.initiative = ${value(initiative)}`]),
    ...(body === undefined ? [] : [`${value(body)} = any (t.bodies)`]),
    ...(except.length === 0 ? [] : [`t.id <> all (${value(except)}::uuid[])`]),
    ...(after === null ? [] : [`(t.${column}, t.id) ${than} (${value(after.at)}, ${value(after.id)}::uuid)`]),
  ];
  const select = `select t.id, t.${column} as sorted from task t where ${where.join(' and ')}`;
  const limit = `limit ${value(most)}`;
  const ordered = `order by t.${column} ${order}, t.id ${order} ${limit}`;
  if (!isMine && !few) return { text: `${select} ${ordered}`, values };
  const rows = isMine ? `(${MINE(select, ordered)})` : amongSeen(select, 't.initiative');
  return {
    text: `select id, sorted from ${rows} as found order by sorted ${order}, id ${order} ${limit}`,
    values,
  };
}

/** The parameters of `MINE`. */
function couldFill({ id, profession: known, roles }: Person): readonly Value[] {
  // Who never counts can approve as little as somebody whose profession is not known.
  const profession = known === null || neverCounts(known) ? null : known;
  const held = new Map(
    roles.flatMap(({ role, body }) =>
      body !== null && (role === 'approver' || role === 'signatory')
        ? [[`${role} ${body}`, { role, body }]]
        : [],
    ),
  );
  const pairs = [...held.values()];
  return [
    ...[id, profession, profession !== null && isRegistered(profession)],
    ...[pairs.map(({ role }) => role), pairs.map(({ body }) => body)],
  ];
}

const READ = (receipt: string) => `
  select t.id, to_json(g) as gate, seats.rows as seats,
         json_build_object('id', i.id, 'lead', i.lead, 'owner', i.owner, 'editors', i.editors,
                           'title', (select c.value -> 'title' from content c where c.hash = i.proposal)) as initiative
    from task t
    join initiative i on i.id = t.initiative
    join lateral (select ${GATE_COLUMNS}, ${receipt} as receipt from gate where gate.id = t.gate) g on true
    cross join lateral (
      select json_agg(o) as rows
        from (select ${SEAT_COLUMNS} from task where task.gate = t.gate order by task.seat) o) seats
   where t.id = any ($1)`;

const READ_WHOLE = READ('gate.receipt');

/** For a list: of the receipt's rules, which are the most of a gate, those that decided. */
const READ_BRIEFLY = READ(`jsonb_set(gate.receipt, '{rules}', jsonb_path_query_array(
    gate.receipt, 'strict $.rules[*] ? (@.id == $.deciding[*])'))`);

/**
 * Tasks by id, those of them that this connection may see. Read briefly, as for a list, a receipt has only the rules that
 * decided, and the only words are those of the vote on the task itself.
 */
export async function readTasks(
  sql: Sql,
  ids: readonly string[],
  how: 'whole' | 'briefly' = 'whole',
): Promise<ReadonlyMap<string, QueuedTask>> {
  if (ids.length === 0) return new Map();
  const rows: {
    id: string;
    gate: Record<string, unknown>;
    seats: Record<string, unknown>[];
    initiative: QueuedTask['initiative'];
  }[] = await sql.query(how === 'whole' ? READ_WHOLE : READ_BRIEFLY, [ids]);
  const found = rows.map(({ id, gate, seats, initiative }) => ({
    id,
    gate: gateFrom(gate, seats),
    initiative,
  }));
  const told = found.map(({ id, gate }) =>
    how === 'whole' ? wordedParts(gate) : gate.seats.filter(({ task }) => task === id),
  );
  const words = await readWords(sql, told);
  return new Map(
    found.flatMap(({ id, initiative, ...row }) => {
      const gate = gateWithWords(row.gate, words);
      const seat = gate.seats.find((each) => each.task === id);
      return seat === undefined ? [] : [[id, { gate, seat, initiative }] as const];
    }),
  );
}

/** A task of the gate where an initiative stands now. */
export function taskOf({ id, gate, proposal, owner, editors }: Initiative, task: string): QueuedTask {
  const seat = gate?.seats.find((each) => each.task === task);
  if (gate === null || seat === undefined) throw new Error(`Task ${task} is not of the latest gate`);
  const { title = null, lead = '' } = proposal.value ?? {};
  return { gate, seat, initiative: { id, title, lead, owner, editors } };
}
