import type { Matter } from '../matter.ts';
import { bodiesOf, type Person } from '../person.ts';
import { refusal, type Refusal, type RefusalCode } from '../refusal.ts';
import { delegateOf, isHeld, type Gate, type Seat } from './gate.ts';
import { remitAt } from './remit-at.ts';
import { cannotClaim, conflictOf, notTheirs } from './seat.ts';

/** Whether this person can ask a colleague to prepare a task: who holds it, one colleague after the other. */
export function cannotDelegate(seat: Seat, person: Person): Refusal | null {
  if (!isHeld(seat) || seat.claimedBy !== person.id)
    return refusal('not-claimed-by-you', 'Only who holds a task can have it prepared by somebody.', {
      data: { claimedBy: seat.claimedBy },
    });
  return stillDelegated(seat);
}

/** Whether this person can say that a delegated task is prepared, or have it back. */
export function cannotResolve(seat: Seat, person: Person): Refusal | null {
  const delegate = delegateOf(seat);
  if (delegate === null) return refusal('not-delegated', 'Nobody prepares this task for somebody else.');
  if (person.id === delegate || person.id === seat.claimedBy) return null;
  return refusal('not-delegated', 'Somebody else prepares this task.');
}

/** A task that a colleague prepares is answered once they have. */
export function stillDelegated(seat: Seat): Refusal | null {
  if (delegateOf(seat) === null) return null;
  return refusal(
    'delegated',
    'A colleague prepares this task: it is answered once they have resolved it, or you have it back.',
  );
}

/** Why somebody could not hold the task that is to be theirs. */
export function cannotBeGiven(initiative: Matter, gate: Gate, seat: Seat, anybody: Person): Refusal | null {
  const to = remitAt(initiative, gate, anybody);
  if (seat.claimedBy === to.id) return unfit('one-seat-each', 'they hold it already');
  const why = notTheirs(initiative, seat, to) ?? cannotClaim(gate, seat, to);
  return why === null ? null : unfit(why.code, WHY[why.code] ?? 'they could not fill it');
}

/** Why a task could not be prepared by somebody: a colleague of the seat's bodies does, who did not write the proposal. */
export function cannotPrepare(initiative: Matter, seat: Seat, to: Person): Refusal | null {
  const conflict = conflictOf(initiative, to);
  if (conflict !== null) return unfit(conflict.code, WHY[conflict.code] ?? '');
  if (seat.claimedBy === to.id) return unfit('one-seat-each', 'they hold it already');
  return isColleague(seat, to) ? null : unfit('not-of-this-seat', 'they hold no role for its bodies');
}

/** Whether somebody is of the bodies of a seat, in whatever role. */
export function isColleague({ bodies }: Pick<Seat, 'bodies'>, person: Person): boolean {
  return bodiesOf(person).some((body) => bodies.includes(body));
}

/**
 * Why somebody may not keep what they have of a seat's task in hand: to hold it they are who could fill the seat, to prepare it a
 * colleague without an interest. `null` where they may, or have nothing of it in hand.
 */
export function cannotKeep(
  initiative: Matter,
  gate: Pick<Gate, 'level' | 'seats'>,
  seat: Seat,
  anybody: Person,
): Refusal | null {
  const person = remitAt(initiative, gate, anybody);
  if (isHeld(seat) && seat.claimedBy === person.id) return notTheirs(initiative, seat, person);
  return delegateOf(seat) === person.id ? cannotPrepare(initiative, seat, person) : null;
}

const WHY: Partial<Record<RefusalCode, string>> = {
  'own-proposal': 'they own the proposal or have edited it, or stand in for who does',
  'interest-declared': 'they have declared an interest in it',
  'not-of-this-seat': 'they do not hold the role that it is for',
  'one-seat-each': 'they hold another task of this gate or have answered one',
  'no-profession': 'approvals count by profession, and theirs does not count or is not recorded',
  'profession-counted': 'the approvals need another profession than theirs',
};

function unfit(code: RefusalCode, why: string): Refusal {
  const detail = `This task cannot go to them: ${why}.`;
  return refusal('colleague-unfit', detail, {
    fields: [{ field: 'to', rule: code, detail }],
    data: { because: code },
  });
}
