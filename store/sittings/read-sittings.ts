import type { BodyCode } from '../../domain/body.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { grouped } from '../../domain/grouped.ts';
import type { Status } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { recordedItem, type RecordedItem } from '../../domain/sitting/record.ts';
import type { Sitting, SittingState } from '../../domain/sitting/sitting.ts';
import type { OnAgenda } from '../../domain/sitting/suggest.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { OPEN } from '../read/mine.ts';
import { readStories } from '../read/story.ts';
import { readTasks, type QueuedTask } from '../read/tasks.ts';
import { readWords, withWords } from '../sealed.ts';
import type { Sql, Value } from '../sql.ts';
import { readSittings } from './rows.ts';

export const SITTING_SORTS = ['heldAt', '-heldAt'] as const;

export interface SittingFilter {
  readonly body?: BodyCode | undefined;
  /** In one of these states. */
  readonly states?: readonly SittingState[] | undefined;
  /** Those that this person is invited to. */
  readonly invited?: string | undefined;
  /** With this gate on the agenda. */
  readonly gate?: string | undefined;
  readonly sort: (typeof SITTING_SORTS)[number];
  readonly after: Cursor | null;
  readonly limit: number;
}

/** A page of the sittings that this connection may see. */
export async function listSittings(sql: Sql, filter: SittingFilter): Promise<Page<Sitting>> {
  const values: Value[] = [];
  const value = (given: Value) => `$${values.push(given)}`;
  const { body, states, invited, gate, sort, after, limit } = filter;
  const [order, than] = sort === '-heldAt' ? ['desc', '<'] : ['asc', '>'];
  const where = [
    // Not by row-level security alone: it would be asked of each.
    'true',
    ...(body === undefined ? [] : [`s.body = ${value(body)}`]),
    ...(states === undefined ? [] : [`s.state = any (${value(states)}::text[])`]),
    ...(invited === undefined
      ? []
      : [`s.id in (select p.sitting from sitting_person p where p.person = ${value(invited)})`]),
    ...(gate === undefined
      ? []
      : [
          `s.id in (select i.sitting from sitting_item i where i.gate = ${value(gate)} and i.state <> 'struck')`,
        ]),
    ...(after === null ? [] : [`(s.held_at, s.id) ${than} (${value(after.at)}, ${value(after.id)}::uuid)`]),
  ];
  const rows: { id: string; at: Date }[] = await sql.query(
    `select s.id, s.held_at as at from sitting s where ${where.join(' and ')}
      order by s.held_at ${order}, s.id ${order} limit ${value(limit + 1)}`,
    values,
  );
  const page = pageOf(rows, limit, ({ id, at }) => ({ id, at: at.toISOString() }));
  return {
    ...page,
    items: await readSittings(
      sql,
      page.items.map(({ id }) => id),
    ),
  };
}

/** A gate of an agenda with what is shown of its initiative, and the tasks of it that might be this person's. */
export interface AgendaGate extends Omit<QueuedTask, 'seat'> {
  readonly gate: Gate;
  readonly status: Status;
}

/** Some gates, those of them that this person may read. */
export async function readAgenda(
  sql: Sql,
  person: Person,
  gates: readonly string[],
): Promise<ReadonlyMap<string, AgendaGate>> {
  if (gates.length === 0) return new Map();
  const rows: { task: string; status: Status }[] = await sql.query(
    `select distinct on (t.gate) t.id as task, i.status from task t join initiative i on i.id = t.initiative
      where t.gate = any ($1::uuid[]) order by t.gate, t.seat`,
    [gates],
  );
  const found = await readTasks(
    sql,
    person,
    rows.map(({ task }) => task),
  );
  return new Map(
    rows.flatMap(({ task, status }): [string, AgendaGate][] => {
      const row = found.get(task);
      if (row === undefined) return [];
      const { seat: _, ...gate } = row;
      return [[gate.gate.id, { ...gate, status }]];
    }),
  );
}

/** So many gates are looked through for what might be taken together. */
const MOST_CANDIDATES = 200;

/** The ids of open gates at which a body has a seat that waits: those that are due first, of them the urgent, as they were opened. */
export async function waitingGates(sql: Sql, body: BodyCode): Promise<readonly string[]> {
  const rows: { gate: string }[] = await sql.query(
    `select t.gate from task t
      where ${OPEN} and $1 = any (t.bodies)
      group by t.gate
      order by min(t.due_at), min(coalesce(t.priority_at, t.due_at)), min(t.opened_at), t.gate limit ${MOST_CANDIDATES}`,
    [body],
  );
  return rows.map(({ gate }) => gate);
}

/** By gate the convened sittings that this connection may see and that are to take it, in order of time. */
export async function agendasWith(
  sql: Sql,
  gates: readonly string[],
): Promise<ReadonlyMap<string, readonly OnAgenda[]>> {
  if (gates.length === 0) return new Map();
  const rows: { gate: string; id: string; at: Date }[] = await sql.query(
    `select i.gate, s.id, s.held_at as at from sitting_item i join sitting s on s.id = i.sitting
      where i.gate = any ($1::uuid[]) and i.state = 'listed' and s.state = 'convened'
      order by s.held_at, s.id`,
    [gates],
  );
  const found = grouped(rows, ({ gate }) => gate);
  return new Map(
    [...found].map(([gate, on]) => [gate, on.map(({ id, at }) => ({ id, heldAt: at.toISOString() }))]),
  );
}

/** What of a closed sitting this connection may see, by gate, as it stood as the sitting closed: all stories in two statements. */
export async function readRecorded(sql: Sql, sitting: Sitting): Promise<ReadonlyMap<string, RecordedItem>> {
  const stories = await readStories(
    sql,
    sitting.items.map(({ initiative, upTo }) => ({ initiative, upTo: upTo ?? 0 })),
  );
  const told = withWords(stories, await readWords(sql, stories));
  const of = grouped(told, ({ initiative }) => initiative);
  return new Map(
    sitting.items.flatMap((item): [string, RecordedItem][] => {
      const events = (of.get(item.initiative) ?? []).map(({ event }) => event);
      const found = recordedItem(sitting, item, events);
      return found === null ? [] : [[item.gate, found]];
    }),
  );
}
