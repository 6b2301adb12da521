import type { PersonCommand } from '../domain/initiative/commands.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import type { AboutNextTask } from '../store/about.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import type { Identity, KnownPerson } from '../store/registry.ts';
import type { Outcome, Turn } from '../store/turn.ts';
import { handle } from './commands.ts';
import type { Services } from './services.ts';

/** A task and where it belongs: its gate and stage. */
export type Place = NonNullable<Turn['place']>;

/** One task, and whom else the command names; or the next that whoever asks could claim. */
export type AboutTask =
  | {
      readonly kind: 'task';
      readonly id: string;
      readonly whom?: string;
      readonly sitting?: string;
    }
  | AboutNextTask;

/** Makes the command from where the task is, whom else it names, and the sitting that it names. */
export type Commanding = (
  place: Place,
  whom: KnownPerson | null,
  sitting: Turn['sitting'],
) => PersonCommand | Refusal;

/**
 * A command about a task. `tell` is told which task it was done to: where this very seat was filled meanwhile, the vote
 * took another like it.
 */
export function onTask(
  services: Services,
  by: Identity,
  about: AboutTask,
  command: Commanding,
  once: OnceKey | null,
  tell: (outcome: Outcome, task: string) => Answer,
): Promise<Answer> {
  let task = about.kind === 'task' ? about.id : '';
  return handle(
    services,
    {
      ...{ by, about, once },
      ...('whom' in about && { whom: about.whom }),
      ...('sitting' in about && { sitting: about.sitting }),
    },
    ({ place, whom, sitting }) => {
      if (place === null) return noTask(about);
      task = place.task;
      return command(place, whom, sitting);
    },
    (outcome) => {
      const done = outcome.ok ? outcome.events.find((event) => event.type === 'task-completed') : undefined;
      return tell(outcome, done?.data.task ?? task);
    },
  );
}

function noTask(about: AboutTask): Refusal {
  return about.kind === 'task'
    ? refusal('not-found', `There is no task ${about.id}.`)
    : refusal('nothing-waits', 'Nothing waits that you could claim.');
}
