import type { EntityManager } from 'typeorm';
import { mayNot, type Action } from '../domain/authorisation.ts';
import type { BodyMap } from '../domain/body.ts';
import { localDay } from '../domain/calendar.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { RegistryEvent } from '../domain/registry.ts';
import type { Result } from '../domain/result.ts';
import { answerStatement, takeKey, type Answer, type OnceKey } from '../store/idempotency.ts';
import { actAs, changeRegistry, type KnownPerson } from '../store/registry.ts';
import { CALENDAR } from '../store/world.ts';
import { refused, type Plain } from './change.ts';
import { onceKeyOf, reusedKey } from './commands.ts';
import { ProblemError } from './problem.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** The registry as it is found under its lock, and who asks. */
export interface Registry {
  readonly map: BodyMap;
  readonly by: KnownPerson;
  readonly manager: EntityManager;
  readonly now: string;
  readonly today: string;
}

/** Who asks; a page gives the key of its form. */
export type OfRegistry = Plain & { readonly once?: OnceKey | null };

/** What happens to the registry, and what is answered. */
export interface Decided {
  readonly result: Result<readonly RegistryEvent[], Refusal>;
  readonly body: unknown;
  readonly status?: number;
  /** Where it is told from the rows as they are after the change: in place of `body`. */
  readonly told?: () => Promise<{
    readonly body: unknown;
    readonly headers: Readonly<Record<string, string>>;
  } | null>;
}

/**
 * One change of the registry under its lock, answered once for a key. An `action` that depends on nobody is asked of the
 * authorisation function first; where it depends on whom it is about, `null`, and `decide` asks.
 */
export async function inRegistry(
  { database, clock, world }: Services,
  { identity, request, once = onceKeyOf(request, identity) }: OfRegistry,
  action: Action | null,
  decide: (registry: Registry) => Decided | Promise<Decided>,
): Promise<Answer> {
  return database.transaction(async (manager) => {
    const by = await actAs(manager, identity, await clock());
    const no = action === null ? null : mayNot(by, action);
    if (no !== null) return refused(no);
    const before = once === null ? null : await takeKey(manager, once);
    if (before === 'other-body') throw new ProblemError(reusedKey());
    if (before !== null) return before;
    const now = await clock();
    const decided = await changeRegistry(manager, by.id, now, async (inside) => {
      const { bodies: map } = await world.given(inside, now);
      const today = localDay(now, CALENDAR.timeZone);
      const all = await decide({ map, by, manager: inside, now, today });
      return { events: all.result.ok ? all.result.value : [], result: all };
    });
    const given = await answerOf(decided);
    if (once !== null) {
      const { text, values } = answerStatement(once, given);
      await manager.query(text, [...values]);
    }
    return given;
  });
}

async function answerOf({ result, body, status = 201, told }: Decided): Promise<Answer> {
  if (!result.ok) return refused(result.error);
  const as = (await told?.()) ?? { body, headers: {} };
  return answer(status, as.body, as.headers);
}
