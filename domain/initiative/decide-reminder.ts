import { isWaiting } from '../gate/gate.ts';
import { notYet } from '../gate/quorum.ts';
import { awaited, cannotRemind } from '../gate/remind.ts';
import type { PersonCommand } from './commands.ts';
import { at } from './decide-gate.ts';
import { late, seatOf } from './decide-task.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Reminds whom a task waits for. It changes nothing of the task but that. */
export function remindOfTask(
  state: Initiative,
  { task }: Command<'remind-of-task'>,
  given: GivenBy,
): Decision {
  const found = seatOf(state, task);
  if (found?.gate.state !== 'open' || !isWaiting(found.seat)) return refuse(late());
  const early = notYet(found.gate, found.seat);
  if (early !== null) return refuse(early);
  const refused = cannotRemind(state, found.seat, given.by, given.now);
  if (refused !== null) return refuse(refused);
  return accept({
    type: 'task-reminded',
    data: { ...at(found.gate), task, by: given.by.id, whom: awaited(state, found.seat) },
  });
}
