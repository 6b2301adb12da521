import type { DataSource } from 'typeorm';
import { bodiesOf, type Person } from '../domain/person.ts';
import type { Sql } from './sql.ts';
import { Transaction } from './transaction.ts';

/** A list is found by other ways for somebody who sees little than for somebody who sees much. */
const PLANNED_FOR_WHAT_IS_ASKED = `select set_config('plan_cache_mode', 'auto', true)`;

/** Reads as one person: row-level security shows what their bodies have a part in, and one moment throughout. */
export async function readAs<T>(
  database: DataSource,
  person: Person,
  read: (sql: Sql) => Promise<T>,
): Promise<T> {
  const transaction = await Transaction.begin(database, 'begin isolation level repeatable read read only');
  try {
    const [, , found] = await Promise.all([
      transaction.query(PLANNED_FOR_WHAT_IS_ASKED),
      showTo(transaction, person),
      read(transaction),
    ]);
    transaction.leave();
    return found;
  } catch (error) {
    await transaction.close();
    throw error;
  }
}

/** Makes this transaction somebody's who was read a moment ago: row-level security shows what their bodies have a part in. */
export async function showTo(sql: Sql, person: Person): Promise<void> {
  await sql.query(`select set_config('remit.bodies', $1, true), set_config('remit.caller', $2, true)`, [
    bodiesOf(person).join(' '),
    person.id,
  ]);
}
