import type { Content } from '../../domain/content.ts';
import type { Gate, Seat } from '../../domain/gate/gate.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Proposal } from '../../domain/initiative/proposal.ts';
import { bodiesOf, type Person, type Role } from '../../domain/person.ts';
import { isRegistered } from '../../domain/professions.ts';
import { gateFrom, gateWithWords } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords, stub, withWords } from '../sealed.ts';
import type { Sql } from '../sql.ts';

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
  readonly queue?: 'mine' | undefined;
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

/**
 * What a person could fill, as `cannotFill` and `notTheirs` of the domain say for one task. Of seats alike the first
 * that is free stands for all: it is one decision that is asked of them.
 */
const COULD_FILL = `
  t.claimed_by = $10 and t.state = 'claimed' or
  (t.bodies && $8::text[] and t.role = 'approver' or t.bodies && $9::text[] and t.role = 'signatory')
  and (t.claimed_by = $10 or t.state = 'ready' and not exists (
    select from task o where o.gate = t.gate and o.seat < t.seat and o.state = 'ready'
       and (o.kind, o.role, o.bodies) = (t.kind, t.role, t.bodies)))
  and t.state in ('ready', 'claimed', 'info-requested')
  and not exists (select from initiative i where i.id = t.initiative and $10 = any (i.editors || i.owner))
  and not exists (select from task o where o.gate = t.gate and o.id <> t.id and o.claimed_by = $10)
  and (t.kind <> 'approval' or (
    $11::text is not null
    and not exists (select from task o where o.gate = t.gate and o.kind = 'approval' and o.bodies = t.bodies
                       and o.vote ->> 'profession' = $11)
    and not exists (select from gate g, jsonb_array_elements(g.quorum) as q
                     where g.id = t.gate and t.bodies @> array[q ->> 'body'] and q ->> 'notProfession' = $11)
    and ($12 or exists (select from task o where o.gate = t.gate and o.kind = 'approval' and o.bodies = t.bodies
                           and o.id <> t.id and (o.vote is null or (o.vote ->> 'registered')::boolean))
         or exists (select from gate g, jsonb_array_elements(g.quorum) as q
                     where g.id = t.gate and t.bodies @> array[q ->> 'body'] and (q ->> 'registered')::int = 0))))`;

/**
 * A page of tasks. `mine` is what this person could fill: a seat for one of their roles that is ready or that they hold,
 * not on their own proposal, and at a gate where they have not filled another.
 */
export async function listTasks(sql: Sql, person: Person, filter: TaskFilter): Promise<Page<QueuedTask>> {
  const column = filter.sort.endsWith('dueAt') ? 'due_at' : 'opened_at';
  const [order, than] = filter.sort.startsWith('-') ? ['desc', '<'] : ['asc', '>'];
  const of = (role: Role) =>
    bodiesOf({ ...person, roles: person.roles.filter((held) => held.role === role) });
  const where = `
    ($1::uuid is null or t.claimed_by = $1) and ($2::text is null or t.state = $2)
    and ($3::text is null or t.level = $3) and ($4::text is null or t.stage = $4)
    and ($5::uuid is null or t.initiative = $5) and ($6::text is null or t.bodies && array[$6])
    and (not $7 or (${COULD_FILL}))`;
  const values = [
    filter.assignee ?? null,
    filter.state ?? null,
    filter.level ?? null,
    filter.stage ?? null,
    filter.initiative ?? null,
    filter.body ?? null,
    filter.queue === 'mine',
    of('approver'),
    of('signatory'),
    person.id,
    person.profession,
    person.profession !== null && isRegistered(person.profession),
  ];
  const [counted]: { total: number }[] = await sql.query(
    `select count(*)::int as total from task t where ${where}`,
    values,
  );
  const rows: { id: string; sorted: Date }[] = await sql.query(
    `select t.id, t.${column} as sorted from task t
      where ${where} and ($13::timestamptz is null or (t.${column}, t.id) ${than} ($13, $14::uuid))
      order by t.${column} ${order}, t.id ${order} limit $15`,
    [...values, filter.after?.at ?? null, filter.after?.id ?? null, filter.limit + 1],
  );
  const page = pageOf(
    rows,
    filter.limit,
    (row) => ({ at: row.sorted.toISOString(), id: row.id }),
    counted?.total,
  );
  const found = await readTasks(
    sql,
    page.items.map((row) => row.id),
  );
  return { ...page, items: page.items.flatMap(({ id }) => found.get(id) ?? []) };
}

/** Tasks by id, those of them that this connection may see. */
export async function readTasks(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, QueuedTask>> {
  if (ids.length === 0) return new Map();
  const rows: {
    id: string;
    gate: Record<string, unknown>;
    tasks: Record<string, unknown>[];
    initiative: QueuedTask['initiative'] & { proposal: string };
  }[] = await sql.query(
    `select t.id, to_jsonb(g) as gate,
            (select jsonb_agg(to_jsonb(o) order by o.seat) from task o where o.gate = g.id) as tasks,
            jsonb_build_object('id', i.id, 'lead', i.lead, 'owner', i.owner, 'editors', i.editors,
                               'proposal', i.proposal) as initiative
       from task t join gate g on g.id = t.gate join initiative i on i.id = t.initiative
      where t.id = any ($1)`,
    [ids],
  );
  const found = rows.map(({ id, gate, tasks, initiative }) => ({
    id,
    gate: gateFrom(gate, tasks),
    initiative,
    proposal: stub(initiative.proposal),
  }));
  const words = await readWords(
    sql,
    found.map(({ gate, proposal }) => [proposal, { ...gate, receipt: null }]),
  );
  return new Map(
    found.flatMap(({ id, initiative, proposal, ...row }) => {
      const gate = gateWithWords(row.gate, words);
      const seat = gate.seats.find((each) => each.task === id);
      const title = withWords<Content<Proposal>>(proposal, words).value?.title ?? null;
      return seat === undefined ? [] : [[id, { gate, seat, initiative: { ...initiative, title } }] as const];
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
