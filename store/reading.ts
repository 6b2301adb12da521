import type { DataSource, EntityManager } from 'typeorm';
import type { Person } from '../domain/person.ts';
import { actAs } from './handler.ts';

/** Reads as one person: row-level security shows what their bodies have a part in, and one moment throughout. */
export async function readAs<T>(
  database: DataSource,
  person: Person,
  read: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    await actAs(manager, person);
    return read(manager);
  });
}

/** Whether a thing exists at all, seen or not: the initiative it belongs to. */
export async function initiativeOf(
  manager: EntityManager,
  kind: 'initiative' | 'task' | 'gate',
  id: string,
): Promise<string | null> {
  const rows: { is: string | null }[] = await manager.query('select initiative_of($1, $2) as is', [kind, id]);
  return rows[0]?.is ?? null;
}
