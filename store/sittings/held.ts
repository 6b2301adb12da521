import type { Sql } from '../sql.ts';

/** Whether somebody answered at a sitting, whatever became of the answer, or deferred an item at it. */
export async function isHeld(sql: Sql, id: string): Promise<boolean> {
  const [row]: { held: boolean }[] = await sql.query('select sitting_held($1) as held', [id]);
  return row?.held ?? false;
}

/**
 * Locks the initiatives of a whole agenda, also those that whoever asks may not see and those whose gate is over: who is answering
 * at one has answered before it, or finds the sitting as it is after it.
 */
export async function lockAgenda(sql: Sql, id: string): Promise<void> {
  await sql.query('select lock_agenda($1)', [id]);
}
