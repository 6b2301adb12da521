import { mayNot } from '../domain/authorisation.ts';
import type { Given } from '../domain/initiative/decision.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { readInitiative, readParts } from '../store/read-initiative.ts';
import { whyUnseen } from '../store/handler.ts';
import { readAs } from '../store/reading.ts';
import type { KnownPerson } from '../store/registry.ts';
import { problemOf, ProblemError } from './problem.ts';
import type { Services } from './services.ts';
import type { Sql } from '../store/sql.ts';

type ReadMany<T> = (sql: Sql, given: Given) => Promise<T>;
type ReadState<T> = (state: Initiative, sql: Sql, given: Given) => Promise<T>;

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
  return readAs(services.database, person, async (sql) => {
    const given = await services.world.given(sql, await services.clock());
    if (typeof idOrRead !== 'string') return idOrRead(sql, given);
    const state = await readInitiative(sql, idOrRead);
    if (state === null)
      throw new ProblemError(problemOf(await whyUnseen(sql, { kind: 'initiative', id: idOrRead })));
    const parts = await readParts(sql, state.id);
    const denied = mayNot(person, 'initiative.read', { initiative: state, parts: () => parts });
    if (denied !== null) throw new ProblemError(problemOf(denied));
    if (read === undefined) throw new Error('Nothing to read');
    return read(state, sql, await services.world.about(sql, state, given));
  });
}
