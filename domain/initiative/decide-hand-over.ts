import { delegateOf, isWaiting, type Seat } from '../gate/gate.ts';
import { cannotBeGiven, cannotDelegate, cannotPrepare, cannotResolve } from '../gate/hand-over.ts';
import { heldByAnother } from '../gate/seat.ts';
import type { Person } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { PersonCommand } from './commands.ts';
import { at } from './decide-gate.ts';
import { late, seatOf, seatToFill } from './decide-task.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Hands a task to a colleague who can fill its seat: it is theirs from then on. */
export function assign(state: Initiative, { task, to }: Command<'assign-task'>, given: GivenBy): Decision {
  const found = seatToFill(state, task, given);
  if ('code' in found) return refuse(found);
  const { gate, seat } = found;
  const refused = heldByAnother(seat, given.by) ?? cannotBeGiven(state, gate, seat, to);
  if (refused !== null) return refuse(refused);
  const data = { ...at(gate), task, by: given.by.id, to: to.id, profession: to.profession };
  return accept({ type: 'task-assigned', data });
}

/** Asks a colleague to prepare a task. It stays with who holds it, who answers it once it is resolved. */
export function delegate(
  state: Initiative,
  { task, to }: Command<'delegate-task'>,
  given: GivenBy,
): Decision {
  const found = seatToFill(state, task, given);
  if ('code' in found) return refuse(found);
  const { gate, seat } = found;
  const refused = cannotDelegate(seat, given.by) ?? cannotPrepare(state, seat, to);
  if (refused !== null) return refuse(refused);
  return accept({ type: 'task-delegated', data: { ...at(gate), task, by: given.by.id, to: to.id } });
}

/** Says that a delegated task is prepared, with what there is to say; or takes it back, as who holds it. */
export function resolve(
  state: Initiative,
  { task, note }: Command<'resolve-task'>,
  given: GivenBy,
): Decision {
  const found = seatOf(state, task);
  // The delegate need not be able to fill it.
  if (found?.gate.state !== 'open' || !isWaiting(found.seat)) return refuse(late());
  const { gate, seat } = found;
  const refused = cannotResolve(seat, given.by) ?? (note === null ? null : notTheirNote(seat, given.by));
  if (refused !== null) return refuse(refused);
  return accept({ type: 'task-resolved', data: { ...at(gate), task, by: given.by.id, note } });
}

/** What there is to say of a preparation is said by who prepared. */
function notTheirNote(seat: Seat, by: Person): Refusal | null {
  if (delegateOf(seat) === by.id) return null;
  const detail = 'A note is left by who prepared the task: leave it out to have the task back.';
  return refusal('invalid', detail, { fields: [{ field: 'note', rule: 'note-of-delegate', detail }] });
}
