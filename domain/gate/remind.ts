import type { Initiative } from '../initiative/initiative.ts';
import type { Person, PersonId } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { delegateOf, type Seat } from './gate.ts';
import { bodyFor } from './seat.ts';

/** Whom a task waits for is reminded once in so long, in milliseconds, by whomever: a day. */
const BETWEEN_REMINDERS = 24 * 60 * 60 * 1000;

/**
 * Whom a task waits for: the owner while they are asked something, otherwise who prepares it, otherwise who holds it;
 * `null` where it waits for whoever may fill it.
 */
export function awaited(
  { owner }: Pick<Initiative, 'owner'>,
  seat: Pick<Seat, 'state' | 'claimedBy' | 'delegation'>,
): PersonId | null {
  if (seat.state === 'info-requested') return owner;
  return delegateOf(seat) ?? seat.claimedBy;
}

/** Whether whom a task waits for was reminded of it within the last day. */
export function remindedLately(
  initiative: Pick<Initiative, 'owner'>,
  seat: Pick<Seat, 'state' | 'claimedBy' | 'delegation' | 'reminded'>,
  now: string,
): boolean {
  const { reminded } = seat;
  const whom = awaited(initiative, seat);
  return reminded?.whom === whom && Date.parse(now) - Date.parse(reminded.at) < BETWEEN_REMINDERS;
}

/**
 * Whether this person can remind whom a task waits for: its owner can, and whoever holds the role that it is for; nobody
 * reminds themselves, and nobody is reminded more than once a day.
 */
export function cannotRemind(
  initiative: Pick<Initiative, 'owner'>,
  seat: Seat,
  person: Person,
  now: string,
): Refusal | null {
  if (initiative.owner !== person.id && bodyFor(seat, person) === undefined)
    return refusal(
      'not-of-this-seat',
      `The owner reminds of this task, and whoever it is for: ${seat.role === 'signatory' ? 'signatories' : 'approvers'} of ${seat.bodies.join(' or ')}.`,
      { data: { bodies: seat.bodies, role: seat.role } },
    );
  if (awaited(initiative, seat) === person.id)
    return refusal('waits-for-you', 'This task waits for you: there is nobody else to remind.');
  if (remindedLately(initiative, seat, now))
    return refusal('reminded-lately', 'Whom this task waits for was reminded within the last day.', {
      data: { remindedAt: seat.reminded?.at },
    });
  return null;
}
