import type { DataSource } from 'typeorm';
import type { Happened } from '../domain/initiative/events.ts';
import { fold } from '../domain/initiative/evolve.ts';
import { lockInitiative } from './read-initiative.ts';
import { withoutWords } from './sealed.ts';
import { Transaction } from './transaction.ts';
import { upcast } from './upcast.ts';

/**
 * Writes anew who asserted and confirmed the facts of an initiative, from its events: for rows that a release has written which
 * knows nothing of it.
 */
export async function writeClaims(database: DataSource, initiative: string): Promise<void> {
  const transaction = await Transaction.begin(database);
  try {
    await lockInitiative(transaction, { kind: 'initiative', id: initiative });
    const rows: { type: string; version: number; at: Date; data: Record<string, unknown> }[] =
      await transaction.query(
        'select n, type, version, at, actor, data from event where stream = $1 order by n',
        [initiative],
      );
    const events = rows.map((row) => upcast({ ...row, at: row.at.toISOString() }) as unknown as Happened);
    const { claims } = fold(initiative, events);
    await transaction.commit([
      {
        text: 'update initiative set claims = $2 where id = $1',
        values: [initiative, JSON.stringify(withoutWords(claims))],
      },
    ]);
  } finally {
    await transaction.close();
  }
}
