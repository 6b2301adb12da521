import type { DataSource } from 'typeorm';
import { offersOf } from '../domain/gate/offer.ts';
import { lockInitiative } from './read-initiative.ts';
import { readGates } from './read/initiatives.ts';
import { Transaction } from './transaction.ts';

const WRITE = `
  update task set offered = o.offered, closed_to = o.closed_to, engages = o.engages
    from jsonb_to_recordset($1) as o(task uuid, offered boolean, closed_to text[], engages uuid)
   where task.id = o.task`;

/** Writes how tasks stand in queues for at most so many initiatives of which it is not known. Gives of how many. */
export async function writeMissingOffers(database: DataSource, most: number): Promise<number> {
  const rows: { initiative: string }[] = await database.query(
    `select distinct initiative from task
      where offered is null and state in ('ready', 'claimed', 'info-requested') limit $1`,
    [most],
  );
  for (const { initiative } of rows) await writeOffers(database, initiative);
  return rows.length;
}

/**
 * Writes anew how the tasks of an initiative stand in queues, from what their gates say: for rows that a release has
 * written which knows nothing of it.
 */
export async function writeOffers(database: DataSource, initiative: string): Promise<void> {
  const transaction = await Transaction.begin(database);
  try {
    await lockInitiative(transaction, { kind: 'initiative', id: initiative });
    const gates = await readGates(transaction, initiative);
    const rows = gates.flatMap((gate) => {
      const offers = offersOf(gate);
      return gate.seats.map(({ task }, index) => {
        const { offered = false, closedTo = [], engages = null } = offers[index] ?? {};
        return { task, offered, closed_to: closedTo, engages };
      });
    });
    await transaction.commit([{ text: WRITE, values: [JSON.stringify(rows)] }]);
  } finally {
    await transaction.close();
  }
}
