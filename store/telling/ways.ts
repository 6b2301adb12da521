import type { EntityManager } from 'typeorm';
import type { PersonId } from '../../domain/person.ts';
import type { RegistryEvent } from '../../domain/registry.ts';
import { USUAL_WAY, type WayTold } from '../../domain/telling/way.ts';
import type { Sql } from '../sql.ts';

/** How somebody is told and where. `revision` is 0 until they, or an operator, have said something of it. */
export interface ChosenWay extends WayTold {
  readonly email: string | null;
  readonly revision: number;
}

/** How somebody is told: as was chosen, or as is usual. */
export async function wayOf(sql: Pick<Sql, 'query'>, person: PersonId): Promise<ChosenWay> {
  const [found]: ChosenWay[] = await sql.query(
    'select email, how, hour, revision from way_told where person = $1',
    [person],
  );
  return found ?? { ...USUAL_WAY, email: null, revision: 0 };
}

/** Writes what was chosen into the rows. */
export async function applyWays(manager: EntityManager, events: readonly RegistryEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'way-told-chosen') continue;
    const { person, email, how, hour } = event.data;
    await manager.query(
      `insert into way_told (person, email, how, hour, revision) values ($1, $2, $3, $4, 1)
       on conflict (person) do update set email = excluded.email, how = excluded.how, hour = excluded.hour,
         revision = way_told.revision + 1`,
      [person, email?.value ?? null, how, hour],
    );
  }
}
