import { cannotAnswer, cannotAsk, heldByAnother } from '../gate/seat.ts';
import { refusal } from '../refusal.ts';
import type { PersonCommand } from './commands.ts';
import { andWhatFollows, at } from './decide-gate.ts';
import { seatOf, seatToFill } from './decide-task.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/**
 * Asks the owner something on a task, and holds it meanwhile. The gate's clock stands until the answer: days that are the
 * owner's are not counted to the deciders. Asking on a ready task claims it.
 */
export function requestInformation(
  state: Initiative,
  { task, question }: Command<'request-information'>,
  given: GivenBy,
): Decision {
  const found = seatToFill(state, task, given);
  if ('code' in found) return refuse(found);
  const { gate, seat } = found;
  const refused = heldByAnother(seat, given.by) ?? cannotAsk(gate, seat, given.by);
  if (refused !== null) return refuse(refused);
  const { id: by, profession } = given.by;
  const asked = { ...at(gate), task, by, profession, question };
  return accept(...andWhatFollows(state, given, given.by.id, { type: 'information-requested', data: asked }));
}

/** Answers what was asked on a task: it goes on with who asked, and where nobody else waits, the clock with it. */
export function giveInformation(
  state: Initiative,
  { task, answer }: Command<'give-information'>,
  given: GivenBy,
): Decision {
  const found = seatOf(state, task);
  if (found === null)
    return refuse(refusal('nothing-asked', 'The gate of this question is over: nobody waits for an answer.'));
  const { gate, seat } = found;
  const refused = cannotAnswer(state, gate, seat, given.by);
  if (refused !== null) return refuse(refused);
  const told = { ...at(gate), task, by: given.by.id, answer };
  return accept(...andWhatFollows(state, given, given.by.id, { type: 'information-given', data: told }));
}
