import { mayNot } from '../authorisation.ts';
import type { BodyCode } from '../body.ts';
import { remitAt } from '../gate/remit-at.ts';
import { cannotClaim, conflictOf, notTheirs } from '../gate/seat.ts';
import type { Seat } from '../gate/gate.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { BodyPart } from '../initiative/parts.ts';
import { holds, type Person } from '../person.ts';
import { NOTICES, type Notice } from './notices.ts';
import type { Telling } from './who-is-told.ts';

/** What one person is told of one event. */
export interface Heard {
  readonly notice: Notice;
  readonly task: string | null;
}

/** The bodies whose people may have to be told, beside those who are named. */
export function bodiesToldOf(tellings: readonly Telling[], { gate }: Initiative): readonly BodyCode[] {
  const bodies = tellings.flatMap(({ whom }) => {
    if ('person' in whom) return [];
    if ('bodies' in whom) return whom.bodies;
    return (gate?.seats ?? []).flatMap((seat) => (whom.mayTake.includes(seat.task) ? seat.bodies : []));
  });
  return [...new Set(bodies)];
}

/**
 * What a person is told of an event, if anything: the first telling that is for them. Not what they did themselves, and
 * nothing of an initiative that they may not see as it stands.
 */
export function whatIsHeard(
  tellings: readonly Telling[],
  person: Person,
  { actor, after, parts }: { actor: string; after: Initiative; parts: readonly BodyPart[] },
): Heard | null {
  if (person.id === actor) return null;
  for (const telling of tellings) {
    const heard = forThem(telling, person, after);
    if (heard === null) continue;
    return mayNot(person, 'initiative.read', { initiative: after, parts }) === null ? heard : null;
  }
  return null;
}

function forThem({ notice, whom, task }: Telling, person: Person, state: Initiative): Heard | null {
  if ('person' in whom) return whom.person === person.id ? { notice, task } : null;
  if ('roles' in whom)
    return holds(person, whom.roles, whom.bodies) && mayDo(notice, person, state) ? { notice, task } : null;
  const theirs = (seat: Seat) => whom.mayTake.includes(seat.task) && canTake(state, seat, person);
  const seat = state.gate?.seats.find(theirs);
  return seat === undefined ? null : { notice, task: seat.task };
}

/** What asks somebody to decide is not for who never may. */
function mayDo(notice: Notice, person: Person, state: Initiative): boolean {
  return !NOTICES[notice].asks || conflictOf(state, person) === null;
}

/** Whether a seat is free, and theirs to take. */
function canTake(state: Initiative, seat: Seat, person: Person): boolean {
  const { gate } = state;
  if (gate?.state !== 'open' || seat.state !== 'ready') return false;
  const there = remitAt(state, gate, person);
  return (notTheirs(state, seat, there) ?? cannotClaim(gate, seat, there)) === null;
}
