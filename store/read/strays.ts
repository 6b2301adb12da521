import type { DataSource } from 'typeorm';
import { REGISTRY_STREAM } from '../registry.ts';

/** A stream of events whose initiative, or sitting, has no row. */
export interface StrayStream {
  readonly stream: string;
  readonly events: number;
  readonly first: string;
}

/** Events of initiatives that are not there, a thousand streams of them at most. */
export async function strayStreams(database: DataSource): Promise<readonly StrayStream[]> {
  const rows: StrayStream[] = await database.query(
    `select stream, count(*)::int as events, (array_agg(type order by n))[1] as first from event e
      where stream <> $1 and not exists (select from initiative i where i.id = e.stream)
        and not exists (select from sitting s where s.id = e.stream)
      group by stream order by stream limit 1000`,
    [REGISTRY_STREAM],
  );
  return rows;
}

/** How many Idempotency-Keys are committed without the answer that they were taken for. */
export async function keysWithoutAnswer(database: DataSource): Promise<number> {
  const [row]: { n: number }[] = await database.query(
    'select count(*)::int as n from idempotency where status is null',
  );
  return row?.n ?? 0;
}

/** Of some ids, the initiatives that are there: their status, and when they last changed. */
export async function statusesOf(
  database: DataSource,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly status: string; readonly at: string }>> {
  const rows: { id: string; status: string; at: Date }[] = await database.query(
    'select id, status, at from initiative where id = any ($1)',
    [ids],
  );
  return new Map(rows.map(({ id, status, at }) => [id, { status, at: at.toISOString() }]));
}
