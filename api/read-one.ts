import type { EntityManager } from 'typeorm';
import { mayNot } from '../domain/authorisation.ts';
import type { Given } from '../domain/initiative/decision.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { refusal } from '../domain/refusal.ts';
import { readInitiative, readParts } from '../store/read-initiative.ts';
import { placeOf, readAs } from '../store/reading.ts';
import type { KnownPerson } from '../store/registry.ts';
import { problemOf, ProblemError } from './problem.ts';
import type { Services } from './services.ts';

type ReadMany<T> = (manager: EntityManager, given: Given) => Promise<T>;
type ReadState<T> = (state: Initiative, manager: EntityManager, given: Given) => Promise<T>;

/** Reads as a person, at one moment: a list, or with an id one initiative that they may see. */
export async function readOne<T>(services: Services, person: KnownPerson, read: ReadMany<T>): Promise<T>;
export async function readOne<T>(
  services: Services,
  person: KnownPerson,
  id: string,
  read: ReadState<T>,
): Promise<T>;
export async function readOne<T>(
  services: Services,
  person: KnownPerson,
  idOrRead: string | ReadMany<T>,
  read?: ReadState<T>,
): Promise<T> {
  return readAs(services.database, person, async (manager) => {
    const given = await services.world.given(manager, await services.clock());
    if (typeof idOrRead !== 'string') return idOrRead(manager, given);
    const state = await readInitiative(manager, idOrRead);
    if (state === null) throw new ProblemError(problemOf(await unseen(manager, 'initiative', idOrRead)));
    const denied = mayNot(person, 'initiative.read', {
      initiative: state,
      parts: await readParts(manager, state.id),
    });
    if (denied !== null) throw new ProblemError(problemOf(denied));
    if (read === undefined) throw new Error('Nothing to read');
    return read(state, manager, given);
  });
}

/** Why nothing was found: there is nothing, or it is not this person's to see. */
export async function unseen(manager: EntityManager, kind: 'initiative' | 'task' | 'gate', id: string) {
  const place = await placeOf(manager, kind, id);
  return place === null
    ? refusal('not-found', `There is no ${kind} ${id}.`)
    : refusal('not-allowed', `None of your bodies has a part in the initiative of this ${kind}.`);
}
