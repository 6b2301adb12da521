import type { DataSource } from 'typeorm';
import { offersOf } from '../domain/gate/offer.ts';
import { lockInitiative } from './read-initiative.ts';
import { readGates } from './read/initiatives.ts';
import { Transaction } from './transaction.ts';

const WRITE = `
  update task set offered = o.offered, closed_to = o.closed_to, engages = o.engages
    from jsonb_to_recordset($1) as o(task uuid, offered boolean, closed_to text[], engages uuid)
   where task.id = o.task`;

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
