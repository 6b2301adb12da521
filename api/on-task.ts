import type { EntityManager } from 'typeorm';
import type { PersonCommand } from '../domain/initiative/commands.ts';
import { refusal } from '../domain/refusal.ts';
import type { Outcome } from '../store/handler.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import { placeOf } from '../store/reading.ts';
import type { KnownPerson } from '../store/registry.ts';
import { handle } from './commands.ts';
import { ProblemError, problemOf } from './problem.ts';
import type { Services } from './services.ts';

/** Where a task is: its initiative, gate and stage. */
export type Place = NonNullable<Awaited<ReturnType<typeof placeOf>>>;

/**
 * Hands a command about a task to the one handler. `present` writes the answer in the same transaction, and is told
 * which task was answered: where this very seat was filled meanwhile, the vote took another like it.
 */
export async function onTask(
  services: Services,
  by: KnownPerson,
  task: string,
  command: (place: Place) => PersonCommand,
  once: OnceKey | null,
  present: (manager: EntityManager, outcome: Outcome, task: string) => Promise<Answer>,
): Promise<Answer> {
  const place = await placeOf(services.database.manager, 'task', task);
  if (place === null) throw new ProblemError(problemOf(refusal('not-found', `There is no task ${task}.`)));
  return handle(services, {
    by,
    initiative: place.initiative,
    command: command(place),
    once,
    answer: (manager, outcome) => {
      const done = outcome.ok ? outcome.events.find((event) => event.type === 'task-completed') : undefined;
      return present(manager, outcome, done?.data.task ?? task);
    },
  });
}
