import type { SittingFound } from '../../domain/sitting/at-sitting.ts';
import type { Sql } from '../sql.ts';

/**
 * What a vote needs to know of the sitting that it names, in one statement of the wait in which the initiative is read: asked
 * only where it names one, and behind the lock, so that a sitting that is being closed is closed or not for all of its votes.
 */
export async function findSitting(sql: Sql, id: string, task: string): Promise<SittingFound | null> {
  const [row]: { state: SittingFound['state']; at: Date; item: SittingFound['item']; invited: boolean }[] =
    await sql.query(
      `select s.state, s.held_at as at, is_invited(s.id) as invited,
              (select i.state from sitting_item i
                where i.sitting = s.id and i.gate = (select t.gate from task t where t.id = $2)) as item
         from sitting s where s.id = $1`,
      [id, task],
    );
  if (row === undefined) return null;
  const { state, at, item, invited } = row;
  return { state, heldAt: at.toISOString(), item, isInvited: invited };
}
