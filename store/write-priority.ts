import type { DataSource } from 'typeorm';
import { priorityAt } from '../domain/gate/priority.ts';
import { lockInitiative } from './read-initiative.ts';
import { Transaction } from './transaction.ts';

/** Writes anew where the tasks of an initiative's open gate stand by priority, from what its row says that this follows from. */
export async function writePriority(database: DataSource, initiative: string): Promise<void> {
  const transaction = await Transaction.begin(database);
  try {
    const { state } = await lockInitiative(transaction, { kind: 'initiative', id: initiative });
    const gate = state?.gate;
    if (state === null || gate?.state !== 'open') return;
    await transaction.commit([
      {
        text: 'update task set priority_at = $2 where gate = $1',
        values: [gate.id, priorityAt(gate, state)],
      },
    ]);
  } finally {
    await transaction.close();
  }
}
