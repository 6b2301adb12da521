import type { DataSource, EntityManager } from 'typeorm';
import type { Person } from '../domain/person.ts';
import type { Stage } from '../domain/stage.ts';
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

/** Where a thing belongs, whether this connection may see it or not; `null` for what does not exist. */
export async function placeOf(
  manager: EntityManager,
  kind: 'initiative' | 'task' | 'gate',
  id: string,
): Promise<{ readonly initiative: string; readonly gate: string; readonly stage: Stage } | null> {
  const rows: { initiative: string; gate: string; stage: Stage }[] = await manager.query(
    'select initiative, gate, stage from place_of($1, $2)',
    [kind, id],
  );
  return rows[0] ?? null;
}
