import type { EntityManager } from 'typeorm';
import { mayNever, type Action } from '../domain/authorisation.ts';
import { answerStatement, takeKey, type Answer, type OnceKey } from '../store/idempotency.ts';
import { actAs, type KnownPerson } from '../store/registry.ts';
import { refused, type Plain } from './change.ts';
import { onceKeyOf, reusedKey } from './commands.ts';
import { ProblemError } from './problem.ts';
import type { Services } from './services.ts';

/** Who asks; a page gives the key of its form. */
export type AskedOnce = Plain & { readonly once?: OnceKey | null };

/** Who acts, in a transaction that is theirs. */
export interface Acting {
  readonly manager: EntityManager;
  readonly by: KnownPerson;
  readonly now: string;
}

/** An answer, with what is kept of it under the key where that is less. */
export type AnswerOnce = Answer & { readonly kept?: Answer };

/**
 * Something that is no initiative's: done in one transaction of who asks, and answered once for a key. The authorisation table is
 * asked first whether they may at all; where that depends on what it is done to, `act` asks it of that.
 */
export async function once(
  { database, clock }: Services,
  { identity, request, once: key = onceKeyOf(request, identity) }: AskedOnce,
  action: Action,
  act: (acting: Acting) => Promise<AnswerOnce>,
): Promise<Answer> {
  return database.transaction(async (manager) => {
    const by = await actAs(manager, identity, await clock());
    const denied = mayNever(by, action);
    if (denied !== null) return refused(denied);
    const before = key === null ? null : await takeKey(manager, key);
    if (before === 'other-body') throw new ProblemError(reusedKey());
    if (before !== null) return before;
    const { kept, ...given } = await act({ manager, by, now: await clock() });
    if (key !== null) {
      const { text, values } = answerStatement(key, kept ?? given);
      await manager.query(text, [...values]);
    }
    return given;
  });
}
