import type { DataSource } from 'typeorm';
import type { SittingRecord } from '../../domain/doctor/check-sitting.ts';
import type { SittingHappened } from '../../domain/sitting/events.ts';
import { foldSitting } from '../../domain/sitting/evolve.ts';
import { pooled, Transaction } from '../transaction.ts';
import type { Sql } from '../sql.ts';
import { readSittingRows, rewriteStatements } from './rows.ts';

/** Some sittings in order of id, after one, with their events: each as it is stored at one moment. */
export async function readSittingRecords(
  database: DataSource,
  after: string | null,
  limit: number,
): Promise<readonly SittingRecord[]> {
  const sql = pooled(database);
  const ids: { id: string }[] = await sql.query(
    'select id from sitting where $1::uuid is null or id > $1 order by id limit $2',
    [after, limit],
  );
  return recordsOf(
    sql,
    ids.map(({ id }) => id),
  );
}

async function recordsOf(sql: Sql, ids: readonly string[]): Promise<readonly SittingRecord[]> {
  const rows = await readSittingRows(sql, ids);
  return rows.map(({ sitting, events }) => ({
    row: sitting,
    events: events.map(
      ({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() }) as unknown as SittingHappened,
    ),
  }));
}

/** Writes the rows of a sitting anew, as its events say. Where some of these are missing nothing is written. */
export async function writeSittingAnew(database: DataSource, id: string): Promise<void> {
  const transaction = await Transaction.begin(database);
  try {
    await transaction.query('select from sitting where id = $1 for update', [id]);
    const [record] = await recordsOf(transaction, [id]);
    const events = record?.events ?? [];
    const whole = events.length > 0 && events.every(({ n }, index) => n === index + 1);
    await transaction.commit(whole ? rewriteStatements(foldSitting(id, events)) : []);
  } finally {
    await transaction.close();
  }
}
