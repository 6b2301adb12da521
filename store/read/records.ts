import type { DataSource, EntityManager } from 'typeorm';
import { hashOf } from '../../domain/log/hash.ts';
import type {
  GateRow,
  InitiativeRecord,
  InitiativeRow,
  SpoiledWords,
  StoredEvent,
  TaskRow,
} from '../../domain/doctor/record.ts';
import type { BodyPart } from '../../domain/initiative/parts.ts';
import { gateFrom, initiativeFrom, offerFrom, seatFrom, stageFrom } from '../read-initiative.ts';
import { wordsIn } from '../sealed.ts';
import { upcast } from '../upcast.ts';

type Row = Record<string, unknown>;
type OfOne = Row & { readonly initiative: string };

/** The ids of initiatives in order, after one: a page of all there are. */
export async function idsAfter(
  database: DataSource,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const rows: { id: string }[] = await database.query(
    'select id from initiative where $1::uuid is null or id > $1 order by id limit $2',
    [after, limit],
  );
  return rows.map((row) => row.id);
}

/** All that is stored of some initiatives, of one moment. An id without a row has no record. */
export async function readRecords(
  database: DataSource,
  ids: readonly string[],
): Promise<readonly InitiativeRecord[]> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    const of = (table: string) => ofEach(manager, table, ids);
    const initiatives: Row[] = await manager.query(
      'select to_jsonb(i) as row from initiative i where id = any ($1) order by id',
      [ids],
    );
    const [stages, gates, tasks, parts] = [
      await of('stage'),
      await of('gate'),
      await of('task'),
      await of('part'),
    ];
    const events = await eventsOf(manager, ids);
    const words = await wordsOf(manager, events);
    return initiatives.map(({ row }): InitiativeRecord => {
      const id = (row as { id: string }).id;
      const own = events.get(id) ?? [];
      return {
        id,
        row: rowFrom(row as Row),
        stages: (stages.get(id) ?? []).map(stageFrom),
        gates: (gates.get(id) ?? []).map(gateRowFrom),
        tasks: (tasks.get(id) ?? []).map(taskFrom),
        priorities: new Map((tasks.get(id) ?? []).map(priorityFrom)),
        parts: (parts.get(id) ?? []) as unknown as readonly BodyPart[],
        events: own,
        spoiled: spoiledIn(own, words),
      };
    });
  });
}

async function ofEach(
  manager: EntityManager,
  table: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly OfOne[]>> {
  const rows: { row: OfOne }[] = await manager.query(
    `select to_jsonb(t) as row from ${table} t where initiative = any ($1)`,
    [ids],
  );
  return grouped(rows.map(({ row }) => [row.initiative, row]));
}

async function eventsOf(
  manager: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredEvent[]>> {
  const rows: (Omit<StoredEvent, 'at' | 'data'> & {
    readonly stream: string;
    readonly at: Date;
    readonly version: number;
    readonly data: Record<string, unknown>;
  })[] = await manager.query(
    `select stream, n, initiative, type, version, at, actor, data from event where stream = any ($1) order by stream, n`,
    [ids],
  );
  return grouped(
    rows.map((row) => {
      const { stream, version: _, ...event } = upcast(row);
      return [stream, { ...event, at: event.at.toISOString() } as unknown as StoredEvent];
    }),
  );
}

interface Kept {
  readonly hash: string;
  readonly salt: string | null;
  readonly value: unknown;
  readonly erased: boolean;
}

/** The words that events and rows of some initiatives refer to. */
async function wordsOf(
  manager: EntityManager,
  ...within: readonly unknown[]
): Promise<ReadonlyMap<string, Kept>> {
  const hashes = [...new Set(within.flatMap(hashesIn))];
  const rows: Kept[] = await manager.query(
    'select hash, salt, value, erased_at is not null as erased from content where hash = any ($1)',
    [hashes],
  );
  return new Map(rows.map((row) => [row.hash, row]));
}

const hashesIn = (value: unknown) =>
  wordsIn(value instanceof Map ? [...value.values()] : value).map((each) => each.hash);

function spoiledIn(
  events: readonly StoredEvent[],
  words: ReadonlyMap<string, Kept>,
): readonly SpoiledWords[] {
  return [...new Set(hashesIn(events))].flatMap((hash): readonly SpoiledWords[] => {
    const kept = words.get(hash);
    if (kept === undefined) return [{ hash, how: 'missing' }];
    if (kept.erased) return [];
    if (kept.salt === null) return [{ hash, how: 'missing' }];
    return hashOf([kept.salt, kept.value]) === hash ? [] : [{ hash, how: 'changed' }];
  });
}

function grouped<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of entries) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

const instant = (value: unknown) => new Date(value as string).toISOString();

function rowFrom(row: Row): InitiativeRow {
  const { gate, lead, affected, next_at: next } = row;
  const more = { gate, lead, affected, nextAt: next === null ? null : instant(next) };
  return { ...initiativeFrom(row), ...more } as InitiativeRow;
}

function gateRowFrom(row: Row): GateRow {
  const { seats: _, ...gate } = gateFrom({ ...row, receipt: row['brief'] ?? row['receipt'] }, []);
  return gate;
}

function priorityFrom({ id, priority_at: at }: Row): readonly [string, string | null] {
  return [id as string, at === null ? null : instant(at)];
}

function taskFrom(row: Row): TaskRow {
  const { gate, seat, outcome, stage, level, delegated_to: delegatedTo } = row;
  const offer = offerFrom(row);
  const more = { gate, seat, outcome, stage, level, delegatedTo, offer };
  return {
    ...seatFrom(row),
    ...more,
    openedAt: instant(row['opened_at']),
    dueAt: instant(row['due_at']),
  } as TaskRow;
}
