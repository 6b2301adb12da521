import type { PersonCommand } from '../domain/initiative/commands.ts';
import { refusal } from '../domain/refusal.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import type { Identity } from '../store/registry.ts';
import type { Outcome, Turn } from '../store/turn.ts';
import { handle } from './commands.ts';
import type { Services } from './services.ts';

/** Where a task belongs: its gate and stage. */
export type Place = NonNullable<Turn['place']>;

/**
 * A command about a task. `tell` is told which task was answered: where this very seat was filled meanwhile, the vote
 * took another like it.
 */
export function onTask(
  services: Services,
  by: Identity,
  task: string,
  command: (place: Place) => PersonCommand,
  once: OnceKey | null,
  tell: (outcome: Outcome, task: string) => Answer,
): Promise<Answer> {
  const asked = { by, about: { kind: 'task', id: task }, once } as const;
  return handle(
    services,
    asked,
    ({ place }) => (place !== null ? command(place) : refusal('not-found', `There is no task ${task}.`)),
    (outcome) => {
      const done = outcome.ok ? outcome.events.find((event) => event.type === 'task-completed') : undefined;
      return tell(outcome, done?.data.task ?? task);
    },
  );
}
