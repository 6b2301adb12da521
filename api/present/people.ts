import { WORKFLOW } from '../../domain/initiative/events.ts';
import { namesOf } from '../../store/registry.ts';
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
