import type { EntityManager } from 'typeorm';
import { WORKFLOW } from '../../domain/initiative/events.ts';
import { namesOf } from '../../store/registry.ts';

export interface Named {
  readonly id: string;
  readonly name: string | null;
}

/** Puts names to opaque ids, all that a page mentions in one query. */
export type NameOf = (id: string) => Named;

export async function nameThem(manager: EntityManager, ids: Iterable<string>): Promise<NameOf> {
  const names = await namesOf(manager, ids);
  return (id) => ({ id, name: id === WORKFLOW ? 'Remit' : (names.get(id) ?? null) });
}
