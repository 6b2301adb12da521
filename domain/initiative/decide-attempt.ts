import { mayNot } from '../authorisation.ts';
import { delegateOf, isHeld, type Seat } from '../gate/gate.ts';
import { voteToRecall } from '../gate/seat.ts';
import type { PersonId } from '../person.ts';
import { REFUSALS, type Refusal, type RefusalCode } from '../refusal.ts';
import { isNews, type Tried } from './attempts.ts';
import type { PersonCommand } from './commands.ts';
import { refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';
import { partsOf } from './parts.ts';

/** What a refused command was, and what it was about. */
export type Asked = Pick<PersonCommand, 'type'> & { readonly task?: string; readonly gate?: string };

/** Whose it is, where a refusal says that only somebody may who is named at the task. Where nobody is, it is only too late. */
const WHOSE: Partial<Record<RefusalCode, (seat: Seat) => PersonId | null>> = {
  'not-claimed-by-you': (seat) => (isHeld(seat) ? seat.claimedBy : null),
  'not-delegated': delegateOf,
  'not-answered-by-you': (seat) => voteToRecall(seat)?.by ?? null,
};

/**
 * A refusal with what the history keeps of it. That somebody who may see the initiative tried what is not theirs to do is
 * an event; that what they asked for was not possible now, or not with what they sent, is not. Who may not see it leaves
 * nothing in it: that is in the access log alone. A refused vote has an event of its own.
 */
export function withAttempt(state: Initiative, command: Asked, decision: Decision, given: GivenBy): Decision {
  if (decision.accepted || decision.events.length > 0) return decision;
  const { refusal } = decision;
  const { by, now } = given;
  if (!isNotTheirs(state, command, refusal)) return decision;
  const parts = () => partsOf(state, given.bodies);
  if (mayNot(by, 'initiative.read', { initiative: state, parts }) !== null) return decision;
  const { type, task = null, gate = null } = command;
  // A task says which gate it is of.
  const tried: Tried = {
    by: by.id,
    command: type,
    code: toldOf(state, by.id, refusal.code),
    task,
    gate: task === null ? gate : null,
  };
  return isNews(state.attempts, tried, now)
    ? refuse(refusal, { type: 'attempt-refused', data: tried })
    : decision;
}

/** That somebody has an interest is told only where they said so of this initiative themselves: the register is not for everybody. */
function toldOf({ recused }: Initiative, person: PersonId, code: RefusalCode): RefusalCode {
  return code === 'interest-declared' && !recused.includes(person) ? 'not-allowed' : code;
}

function isNotTheirs(state: Initiative, { task }: Asked, { code }: Refusal): boolean {
  if (REFUSALS[code] === 'forbidden') return true;
  const seat = state.gate?.seats.find((each) => each.task === task);
  return seat !== undefined && (WHOSE[code]?.(seat) ?? null) !== null;
}
