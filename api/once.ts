import type { EntityManager } from 'typeorm';
import { answerStatement, takeKey, type Answer } from '../store/idempotency.ts';
import { actAs, type KnownPerson } from '../store/registry.ts';
import type { Plain } from './change.ts';
import { onceKeyOf, reusedKey } from './commands.ts';
import { ProblemError } from './problem.ts';
import type { Services } from './services.ts';

/** Who acts, in a transaction that is theirs. */
export interface Acting {
  readonly manager: EntityManager;
  readonly by: KnownPerson;
  readonly now: string;
}

/** Something that is no initiative's: done in one transaction of who asks, and answered once for a key. */
export async function once(
  { database, clock }: Services,
  { identity, request }: Plain,
  act: (acting: Acting) => Promise<Answer>,
): Promise<Answer> {
  const key = onceKeyOf(request, identity);
  return database.transaction(async (manager) => {
    const by = await actAs(manager, identity, await clock());
    const before = key === null ? null : await takeKey(manager, key);
    if (before === 'other-body') throw new ProblemError(reusedKey());
    if (before !== null) return before;
    const given = await act({ manager, by, now: await clock() });
    if (key !== null) {
      const { text, values } = answerStatement(key, given);
      await manager.query(text, [...values]);
    }
    return given;
  });
}
