import type { DataSource } from 'typeorm';
import type { Person } from '../../domain/person.ts';
import type { Read } from '../read/verdicts.ts';
import { readAs } from '../reading.ts';
import { Transaction } from '../transaction.ts';

/** Reads as this pool's role, everything that it sees; Postgres refuses whatever would write. */
export function readingOnly(database: DataSource): Read {
  return async (what) => {
    const transaction = await Transaction.begin(database, 'begin isolation level repeatable read read only');
    try {
      const found = await what(transaction);
      transaction.leave();
      return found;
    } catch (error) {
      await transaction.close();
      throw error;
    }
  };
}

/** Reads as one person: what their bodies have a part in. */
export function readingAs(database: DataSource, person: Person): Read {
  return (what) => readAs(database, person, what);
}
