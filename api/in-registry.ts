import type { EntityManager } from 'typeorm';
import type { Action } from '../domain/authorisation.ts';
import type { BodyMap } from '../domain/body.ts';
import type { Calendars } from '../domain/calendars/calendars.ts';
import { localDay } from '../domain/calendar.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { RegistryEvent } from '../domain/registry.ts';
import type { Result } from '../domain/result.ts';
import type { Answer } from '../store/idempotency.ts';
import { changeRegistry, type KnownPerson } from '../store/registry.ts';
import { CALENDAR } from '../store/world.ts';
import { refused } from './change.ts';
import { once, type AskedOnce } from './once.ts';
import { answer } from './route.ts';
import type { Services } from './services.ts';

/** The registry as it is found under its lock, and who asks. */
export interface Registry {
  readonly map: BodyMap;
  readonly calendars: Calendars;
  readonly by: KnownPerson;
  readonly manager: EntityManager;
  readonly now: string;
  readonly today: string;
}

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

/** One change of the registry under its lock, answered once for a key. */
export async function inRegistry(
  services: Services,
  asking: AskedOnce,
  action: Action,
  decide: (registry: Registry) => Decided | Promise<Decided>,
): Promise<Answer> {
  return once(services, asking, action, async ({ manager, by, now }) => {
    const decided = await changeRegistry(manager, by.id, now, async (inside) => {
      const { bodies: map, calendars } = await services.world.given(inside, now);
      const today = localDay(now, CALENDAR.timeZone);
      const all = await decide({ map, calendars, by, manager: inside, now, today });
      return { events: all.result.ok ? all.result.value : [], result: all };
    });
    return answerOf(decided);
  });
}

async function answerOf({ result, body, status = 201, told }: Decided): Promise<Answer> {
  if (!result.ok) return refused(result.error);
  const as = (await told?.()) ?? { body, headers: {} };
  return answer(status, as.body, as.headers);
}
