import { WORKFLOW } from '../../domain/initiative/events.ts';
import { namesOf, type KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';

export interface Named {
  readonly id: string;
  readonly name: string | null;
}

/** Puts names to opaque ids, all that a page mentions in one query. */
export type NameOf = (id: string) => Named;

export async function nameThem(sql: Sql, ids: Iterable<string>): Promise<NameOf> {
  return naming(await namesOf(sql, ids));
}

export function naming(names: ReadonlyMap<string, string>): NameOf {
  return (id) => ({ id, name: id === WORKFLOW ? 'Remit' : (names.get(id) ?? null) });
}

/** Somebody as the registry shows them: with the roles they hold today, and those they hold for others. */
export function presentPerson({ id, subject, name, profession, roles, service }: KnownPerson) {
  const account = service ? { body: service.body, scopes: service.scopes, active: service.active } : null;
  return {
    ...{ id, subject, name, profession },
    // What is their own is said as it was registered.
    roles: roles.map(({ role, body, onBehalfOf, levels = null }) =>
      onBehalfOf === undefined ? { role, body } : { role, body, onBehalfOf, levels },
    ),
    service: account,
  };
}
