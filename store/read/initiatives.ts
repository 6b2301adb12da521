import type { Gate } from '../../domain/gate/gate.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { gateFrom, gateWithWords, readInitiative, readInitiatives } from '../read-initiative.ts';
import { pageOf, type Cursor, type Page } from '../keyset.ts';
import { readWords, withWords } from '../sealed.ts';
import type { Sql, Statement, Value } from '../sql.ts';
import { amongSeen, seesFew } from './seen.ts';
import { upcast } from '../upcast.ts';

export { readInitiative };

export interface InitiativeFilter {
  readonly status?: string | undefined;
  readonly stage?: string | undefined;
  readonly lead?: string | undefined;
  readonly owner?: string | undefined;
  readonly sort: 'updatedAt' | '-updatedAt' | 'createdAt' | '-createdAt';
  readonly after: Cursor | null;
  readonly limit: number;
}

/** A page of the initiatives that this connection may see. */
export async function listInitiatives(sql: Sql, filter: InitiativeFilter): Promise<Page<Initiative>> {
  const { text, values } = finding(filter, await seesFew(sql));
  const rows: { id: string; sorted: Date }[] = await sql.query(text, [...values]);
  const page = pageOf(rows, filter.limit, (row) => ({ at: row.sorted.toISOString(), id: row.id }));
  const found = await readInitiatives(
    sql,
    page.items.map((row) => row.id),
  );
  return { ...page, items: page.items.flatMap(({ id }) => found.get(id) ?? []) };
}

/** The ids of one more than a page, in order. What is not filtered by is not in the text, so that an index can be used. */
function finding(filter: InitiativeFilter, few: boolean): Statement {
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
       from gate g where g.initiative = $1 order by g.opened_at, g.round`,
    [initiative],
  );
  const gates = rows.map(({ gate, tasks }) => gateFrom(gate, tasks ?? []));
  const words = await readWords(
    sql,
    gates.map((gate) => ({ ...gate, receipt: null })),
  );
  return gates.map((gate) => gateWithWords(gate, words));
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
