import type { DataSource } from 'typeorm';
import type { Person } from '../domain/person.ts';
import { actAs } from './handler.ts';
import type { Sql } from './sql.ts';
import { Transaction } from './transaction.ts';

/** Reads as one person: row-level security shows what their bodies have a part in, and one moment throughout. */
export async function readAs<T>(
  database: DataSource,
  person: Person,
  read: (sql: Sql) => Promise<T>,
): Promise<T> {
  const transaction = await Transaction.begin(database, 'begin isolation level repeatable read read only');
  try {
    const [, found] = await Promise.all([actAs(transaction, person), read(transaction)]);
    return found;
  } finally {
    await transaction.close();
  }
}
