import { mayNot } from '../../domain/authorisation.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { Gate, Seat } from '../../domain/gate/gate.ts';
import { priorityOf, type Priority } from '../../domain/gate/priority.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Matter } from '../../domain/matter.ts';
import type { Person } from '../../domain/person.ts';
import { GATE_COLUMNS, gateFrom, gateWithWords, SEAT_COLUMNS, wordedParts } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords } from '../sealed.ts';
import type { Sql, Statement, Value } from '../sql.ts';
import { mineOf, OPEN } from './mine.ts';
import { foundBy, search, type Searched } from './search.ts';
import { amongSeen, partsAmong, PARTS, seesFew } from './seen.ts';

/** A task with as much of its gate and initiative as a queue shows and the rules of who may fill it need. */
export interface QueuedTask {
  readonly gate: Gate;
  readonly seat: Seat;
  readonly priority: Priority;
  readonly initiative: {
    readonly id: string;
    readonly title: string | null;
    readonly lead: string;
    readonly owner: string;
    readonly editors: readonly string[];
    readonly recused: readonly string[];
    readonly proposal: Matter['proposal'];
  };
}

export const TASK_SORTS = ['dueAt', '-dueAt', 'priority', '-priority', 'openedAt', '-openedAt'] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

export interface TaskFilter {
  readonly queue?: 'mine' | 'to-answer' | undefined;
  readonly assignee?: string | undefined;
  readonly state?: string | undefined;
  readonly level?: string | undefined;
  readonly stage?: string | undefined;
  readonly initiative?: string | undefined;
  readonly body?: string | undefined;
  readonly kind?: string | undefined;
  /** Due before this instant. */
  readonly dueBefore?: string | undefined;
  /** Open, and due before this instant without a clock that stands. */
  readonly overdueAt?: string | undefined;
  /** Words of its initiative. */
  readonly q?: string | undefined;
  readonly sort: TaskSort;
  readonly after: Cursor | null;
  readonly limit: number;
}

/** Of more than so many the total is not told: nobody counts a long queue each time it is looked at. */
const MOST_COUNTED = 50;

const OPEN_STATES: readonly string[] = ['ready', 'claimed', 'info-requested'];
/** What a list is sorted by. Of 0.1.0's rows nothing says where they stand by priority: as by due date. */
const SORTED_BY = {
  dueAt: 't.due_at',
  priority: 'coalesce(t.priority_at, t.due_at)',
  openedAt: 't.opened_at',
} as const;

/** A clock that stood still before the due date will go on later: the date that is written has not passed. */
const CLOCK_RUNS = `not exists (select from gate g where g.id = t.gate and g.clock_stopped_at < g.due_at)`;

/** What waits for the answer of this owner. */
const ASKED_OF = (person: string) =>
  `t.state = 'info-requested' and t.initiative in (select id from initiative where owner = ${person})`;

/**
 * A page of tasks. `mine` is what this person prepares for somebody or could fill: a seat for one of their roles that is ready or that they hold,
 * not on their own proposal, and at a gate where they have not filled another. `total` is told up to fifty.
 */
export async function listTasks(sql: Sql, person: Person, filter: TaskFilter): Promise<Page<QueuedTask>> {
  const among = await amongWhat(sql, filter);
  const find = (after: Cursor | null, most: number) => {
    const { text, values } = finding(person, { ...filter, after }, among, most);
    const found = () => sql.query<{ id: string; sorted: Date }[]>(text, [...values]);
    return isPlannedOnce(filter) ? plannedOnce(sql, found) : found();
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

/** Among what a filter looks: whether these are few initiatives, and what its words found. */
export interface Among {
  readonly few: boolean;
  readonly searched: Searched | null;
}

/** Where all are looked through in order. */
export const AMONG_ALL: Among = { few: false, searched: null };

async function amongWhat(sql: Sql, { queue, q }: TaskFilter): Promise<Among> {
  // Who owns what is asked about is found by the owner.
  const few = (queue === undefined || q !== undefined) && (await seesFew(sql));
  const searched = q === undefined ? null : await search(sql, q, few);
  return { few: few && queue === undefined, searched };
}

/** Words leave few or many: then one plan is not the best for everybody. */
export function isPlannedOnce({ queue, q }: Pick<TaskFilter, 'queue' | 'q'>): boolean {
  return queue === 'mine' && q === undefined;
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
  { few, searched }: Among,
  most: number,
  except: readonly string[] = [],
): Statement {
  const values: Value[] = [];
  const value = (given: Value) => `$${values.push(given)}`;
  const isMine = filter.queue === 'mine';
  const mine = isMine ? mineOf(person) : null;
  values.push(...(mine?.values ?? []));
  const column = SORTED_BY[filter.sort.replace('-', '') as keyof typeof SORTED_BY];
  const [order, than] = filter.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
  const { assignee, state, level, stage, initiative, body, kind, dueBefore, overdueAt, after } = filter;
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
    ...(kind === undefined ? [] : [`t.kind = ${value(kind)}`]),
    ...(dueBefore === undefined ? [] : [`t.due_at < ${value(dueBefore)}`]),
    ...(overdueAt === undefined ? [] : [OPEN, `t.due_at < ${value(overdueAt)}`, CLOCK_RUNS]),
    ...(searched === null ? [] : [foundBy(searched, 't.initiative', value)]),
    ...(except.length === 0 ? [] : [`t.id <> all (${value(except)}::uuid[])`]),
    ...(after === null ? [] : [`(${column}, t.id) ${than} (${value(after.at)}, ${value(after.id)}::uuid)`]),
  ];
  const select = `select t.id, ${column} as sorted from task t where ${where.join(' and ')}`;
  const limit = `limit ${value(most)}`;
  const ordered = `order by ${column} ${order}, t.id ${order} ${limit}`;
  if (!isMine && !few) return { text: `${select} ${ordered}`, values };
  const rows = mine !== null ? `(${mine.rows(select, ordered)})` : amongSeen(select, 't.initiative');
  return {
    text: `select id, sorted from ${rows} as found order by sorted ${order}, id ${order} ${limit}`,
    values,
  };
}

const READ = (seats: string) => `
  select t.id, t.priority_at < t.due_at as urgent, to_json(g) as gate, seats.rows as seats, ${PARTS('t.initiative')} as parts,
         json_build_object('id', i.id, 'lead', i.lead, 'owner', i.owner, 'editors', i.editors, 'recused', i.recused,
                           'title', c.value -> 'title', 'proposal', json_build_object('value', case when c.value is not null
                             then json_build_object('lead', i.lead, 'affected', i.affected, 'partners', c.value -> 'partners')
                             end)) as initiative
    from task t
    join initiative i on i.id = t.initiative
    left join content c on c.hash = i.proposal
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
    urgent: boolean | null;
    gate: Record<string, unknown>;
    seats: Record<string, unknown>[];
    initiative: QueuedTask['initiative'];
    parts: readonly BodyCode[] | null;
  }[] = await sql.query(how === 'whole' ? READ_WHOLE : READ_BRIEFLY, [ids]);
  const found = rows.flatMap(({ id, urgent, gate, seats, initiative, parts }) => {
    const target = { initiative, parts: () => partsAmong(parts) };
    return mayNot(person, 'task.read', target) === null
      ? [
          {
            id,
            priority: urgent === true ? ('high' as const) : ('usual' as const),
            gate: gateFrom(gate, seats),
            initiative,
          },
        ]
      : [];
  });
  const told = found.map(({ id, gate }) =>
    how === 'whole' ? wordedParts(gate) : gate.seats.filter(({ task }) => task === id),
  );
  const words = await readWords(sql, told);
  return new Map(
    found.flatMap(({ id, initiative, priority, ...row }) => {
      const gate = gateWithWords(row.gate, words);
      const seat = gate.seats.find((each) => each.task === id);
      return seat === undefined ? [] : [[id, { gate, seat, priority, initiative }] as const];
    }),
  );
}

/** A task of the gate where an initiative stands now. */
export function taskOf(state: Initiative, task: string): QueuedTask {
  const { id, gate, proposal, owner, editors, recused } = state;
  const seat = gate?.seats.find((each) => each.task === task);
  if (gate === null || seat === undefined) throw new Error(`Task ${task} is not of the latest gate`);
  const { title = null, lead = '' } = proposal.value ?? {};
  const priority = priorityOf(state);
  return { gate, seat, priority, initiative: { id, title, lead, owner, editors, recused, proposal } };
}
