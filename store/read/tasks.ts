import { mayNot } from '../../domain/authorisation.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { Gate, Seat } from '../../domain/gate/gate.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { GATE_COLUMNS, gateFrom, gateWithWords, SEAT_COLUMNS, wordedParts } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords } from '../sealed.ts';
import type { Sql, Statement, Value } from '../sql.ts';
import { amongSeen, partsAmong, PARTS, seesFew } from './seen.ts';

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
 * What is open to a person of the tasks that are offered for their roles, as `cannotClaim` and `notTheirs` of the domain say
 * for one task: not closed to their profession, at a gate where they do nothing yet, and not on their own proposal.
 */
const OPEN_TO_THEM = `
  t.state = 'ready' and t.offered is not false
  and not coalesce($2, '') = any (coalesce(t.closed_to, '{}'))
  and not exists (select from task o where o.engages = $1 and o.gate = t.gate)
  and not exists (select from initiative i where i.id = t.initiative and ($1 = i.owner or $1 = any (i.editors)))`;

/** What waits for the answer of this owner. */
const ASKED_OF = (person: string) =>
  `t.state = 'info-requested' and t.initiative in (select id from initiative where owner = ${person})`;

/** Each kind of task is found where an index has it in order: what is held, what is prepared for somebody, what is offered to a role of one body, of several. */
const MINE = (select: string, ordered: string) => `
  select * from (${select} and t.claimed_by = $1 and t.state in ('claimed', 'info-requested') offset 0) as held
  union all
  select * from (${select} and t.delegated_to = $1 offset 0) as delegated
  union all
  select found.* from unnest($3::text[], $4::text[]) as mine(role, body) cross join lateral (
    ${select} and t.bodies[1] = mine.body and t.role = mine.role and cardinality(t.bodies) = 1
       and ${OPEN_TO_THEM} ${ordered}) as found
  union all
  select * from (
    ${select} and cardinality(t.bodies) > 1 and ${OPEN}
       and exists (select from unnest($3::text[], $4::text[]) as mine(role, body)
                    where mine.body = any (t.bodies) and mine.role = t.role)
       and ${OPEN_TO_THEM} offset 0) as several`;

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
    person,
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
  if (isMine) values.push(...asMine(person));
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
function asMine({ id, profession, roles }: Person): readonly Value[] {
  const held = new Map(
    roles.flatMap(({ role, body }) =>
      body !== null && (role === 'approver' || role === 'signatory')
        ? [[`${role} ${body}`, { role, body }]]
        : [],
    ),
  );
  const pairs = [...held.values()];
  return [id, profession, pairs.map(({ role }) => role), pairs.map(({ body }) => body)];
}

const READ = (seats: string) => `
  select t.id, to_json(g) as gate, seats.rows as seats, ${PARTS('t.initiative')} as parts,
         json_build_object('id', i.id, 'lead', i.lead, 'owner', i.owner, 'editors', i.editors,
                           'title', (select c.value -> 'title' from content c where c.hash = i.proposal)) as initiative
    from task t
    join initiative i on i.id = t.initiative
    join lateral (select ${GATE_COLUMNS} from gate where gate.id = t.gate) g on true
    cross join lateral (
      select json_agg(o) as rows
        from (select ${SEAT_COLUMNS} from task where task.gate = t.gate${seats} order by task.seat) o) seats
   where t.id = any ($1)`;

const READ_WHOLE = READ('');
// Not as an `or`, which Postgres would look for in the index of everybody who has taken anything.
const READ_BRIEFLY = READ(' and case when task.id = t.id then true else task.claimed_by is not null end');

/**
 * Tasks by id, those of them that this person may read. Read briefly, as for a list, a gate has of its seats this one
 * and those that somebody has taken, which is what it needs to say what may be done; the only words are the task's own.
 */
export async function readTasks(
  sql: Sql,
  person: Person,
  ids: readonly string[],
  how: 'whole' | 'briefly' = 'whole',
): Promise<ReadonlyMap<string, QueuedTask>> {
  if (ids.length === 0) return new Map();
  const rows: {
    id: string;
    gate: Record<string, unknown>;
    seats: Record<string, unknown>[];
    initiative: QueuedTask['initiative'];
    parts: readonly BodyCode[] | null;
  }[] = await sql.query(how === 'whole' ? READ_WHOLE : READ_BRIEFLY, [ids]);
  const found = rows.flatMap(({ id, gate, seats, initiative, parts }) => {
    const target = { initiative, parts: () => partsAmong(parts) };
    return mayNot(person, 'task.read', target) === null
      ? [{ id, gate: gateFrom(gate, seats), initiative }]
      : [];
  });
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
