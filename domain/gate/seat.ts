import type { BodyCode } from '../body.ts';
import type { Initiative } from '../initiative/initiative.ts';
import { hasInterest, isOwnWork, type Matter } from '../matter.ts';
import type { Person, RoleHeld } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { isHeld, type Gate, type Outcome, type Seat, type Vote } from './gate.ts';
import { closedBy, notYet, setOf } from './quorum.ts';

const ANSWERS: Readonly<Record<Seat['kind'], readonly Outcome[]>> = {
  approval: ['approve', 'decline', 'request-changes', 'return'],
  signature: ['approve', 'decline', 'request-changes', 'return'],
  advice: ['advise'],
};

/** The outcomes that a seat may answer with. */
export function outcomesOf(seat: Seat): readonly Outcome[] {
  return ANSWERS[seat.kind];
}

/** The body of a seat that this person would fill it for: the first whose role they hold. */
export function bodyFor(seat: Pick<Seat, 'bodies' | 'role'>, person: Person): BodyCode | undefined {
  return roleFor(seat, person)?.body ?? undefined;
}

/** The role that this person would fill a seat in: their own before another's, and the seat's bodies in their order. */
export function roleFor(seat: Pick<Seat, 'bodies' | 'role'>, person: Person): RoleHeld | undefined {
  const fits = (isOwn: boolean) =>
    seat.bodies.flatMap((body) =>
      person.roles.filter(
        (held) => held.role === seat.role && held.body === body && (held.onBehalfOf === undefined) === isOwn,
      ),
    );
  return fits(true)[0] ?? fits(false)[0];
}

/** Whether a seat is this person's to fill at all, whatever else happens at the gate; why not, if not. */
export function notTheirs(initiative: Matter, seat: Seat, person: Person): Refusal | null {
  const conflict = conflictOf(initiative, person);
  if (conflict !== null) return conflict;
  if (bodyFor(seat, person) === undefined)
    return refusal(
      'not-of-this-seat',
      `This seat is for ${seat.role === 'signatory' ? 'a signatory' : 'an approver'} of ${seat.bodies.join(' or ')}.`,
      { data: { bodies: seat.bodies, role: seat.role } },
    );
  return null;
}

/** Why somebody decides nothing of an initiative, whatever roles they hold: it is their own, or they have an interest in it. */
export function conflictOf(matter: Matter, person: Person): Refusal | null {
  if (isOwnWork(matter, { id: person.id }))
    return refusal('own-proposal', 'Nobody decides on a proposal that they own or have edited.');
  if (isOwnWork(matter, person))
    return refusal('own-proposal', 'Nobody decides on the proposal of somebody whom they stand in for.', {
      data: { standsIn: true },
    });
  if (hasInterest(matter, person.id, person.interests))
    return refusal(
      'interest-declared',
      'Nobody decides where they have declared an interest: somebody else of the same role does.',
    );
  return null;
}

/** That a seat's task is held by somebody else than this person. */
export function heldByAnother(seat: Seat, person: Pick<Person, 'id'>): Refusal | null {
  if (!isHeld(seat) || seat.claimedBy === person.id) return null;
  return refusal('claimed-by-another', 'Somebody else holds this task.', {
    data: { claimedBy: seat.claimedBy },
  });
}

/** Whether this person can hold a seat's task: one at a time, since a second would only keep others from it. */
export function cannotClaim(gate: Gate, seat: Seat, person: Person): Refusal | null {
  if (otherClaims(gate, seat, person).length > 0)
    return refusal(
      'one-seat-each',
      'A person fills one seat of a gate at most, and you hold another task of it.',
    );
  return cannotFill(gate, seat, person);
}

/** Whether this person can take a seat's task from who holds it: whoever could claim it, were it free. */
export function cannotTakeOver(gate: Gate, seat: Seat, person: Person): Refusal | null {
  if (!isHeld(seat) || seat.claimedBy === person.id)
    return refusal('not-held', 'Nobody else holds this task.');
  return cannotClaim(gate, seat, person);
}

/** Whether this person can ask the owner something on a seat: whoever could fill it, one question after the other. */
export function cannotAsk(gate: Gate, seat: Seat, person: Person): Refusal | null {
  if (seat.state === 'info-requested')
    return refusal(
      'question-open',
      'The owner has not answered the question before: give the task back to take it back.',
    );
  return cannotClaim(gate, seat, person);
}

/** Whether there is a question on a seat that this person can answer: its initiative's owner, while somebody waits. */
export function cannotAnswer(
  initiative: Pick<Initiative, 'owner'>,
  gate: Gate,
  seat: Seat,
  person: Person,
): Refusal | null {
  if (initiative.owner !== person.id)
    return refusal('not-allowed', 'Only the owner of the initiative answers what a decider asks.');
  if (gate.state !== 'open' || seat.state !== 'info-requested')
    return refusal(
      'nothing-asked',
      'Nobody waits for an answer here: none was asked for, or it is not needed any more.',
    );
  return null;
}

/** The other tasks of a gate that this person holds. */
export function otherClaims(gate: Gate, seat: Seat, person: Person): readonly Seat[] {
  return gate.seats.filter(
    (other) => other.task !== seat.task && isHeld(other) && other.claimedBy === person.id,
  );
}

/** Whether this person has filled a seat of the gate already, or somebody has who stood in for them. */
export function hasAnswered(gate: Gate, person: Person): Refusal | null {
  const answered = ({ vote }: Seat) => vote?.by === person.id || vote?.onBehalfOf === person.id;
  if (!gate.seats.some(answered)) return null;
  return refusal('one-seat-each', 'A person fills one seat of a gate at most, and you have filled one.');
}

/** The vote on a seat that could be taken back: an outdated one too, while nobody holds its task. It does not stand again then. */
export function voteToRecall({ vote, state, outdated }: Seat): Vote | null {
  return vote ?? (state === 'ready' ? outdated : null);
}

/** Whether this person can take back the vote on a seat: theirs, before the gate is decided, while they could cast it. */
export function cannotRecall(initiative: Matter, gate: Gate, seat: Seat, person: Person): Refusal | null {
  const vote = voteToRecall(seat);
  if (vote?.by !== person.id)
    return refusal('not-answered-by-you', 'Only who answered a task can take that answer back.');
  if (gate.state !== 'open') return refusal('late', 'This gate is decided: its answers stand.');
  return notTheirs(initiative, seat, person);
}

/** Whether this person can fill a seat as the gate stands; why not, if not. */
export function cannotFill(gate: Gate, seat: Seat, person: Person): Refusal | null {
  return cannotEverFill(gate, seat, person) ?? notYet(gate, seat);
}

/** Whether this person could fill a seat as the gate stands once its turn comes; why not, if not. */
export function cannotEverFill(gate: Gate, seat: Seat, person: Person): Refusal | null {
  const spent = hasAnswered(gate, person);
  if (spent !== null) return spent;
  const body = bodyFor(seat, person);
  if (body === undefined) return null;
  return closedBy(gate, setOf(gate, seat))({ profession: person.profession, body, role: seat.role });
}
