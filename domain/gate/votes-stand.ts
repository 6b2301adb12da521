import type { Matter } from '../matter.ts';
import type { Person } from '../person.ts';
import { isHeld, type Gate, type Seat, type Vote } from './gate.ts';
import { remitAt } from './remit-at.ts';
import { cannotEverFill, notTheirs, otherClaims } from './seat.ts';
import { SECTIONS, type SectionHashes } from './sections.ts';

/** What a gate's approvers are shown now. */
export interface ShownNow {
  readonly contentHash: string;
  readonly sections: SectionHashes;
}

/**
 * Whether a vote stands on what is shown now: while each section that it read is as it was. A vote that does not say what
 * it read, read everything.
 */
export function stands(vote: Pick<Vote, 'contentHash' | 'sections'>, now: ShownNow): boolean {
  const { sections: read } = vote;
  if (read === undefined) return vote.contentHash === now.contentHash;
  return SECTIONS.every(
    (section) => read[section] === undefined || read[section] === (now.sections[section] ?? ''),
  );
}

/** The seats whose votes read what is shown otherwise now. */
export function outdatedSeats(gate: Gate, now: ShownNow): readonly Seat[] {
  return gate.seats.filter(({ vote }) => vote !== null && !stands(vote, now));
}

/**
 * The seats whose outdated votes stand again, because what they read is as it was. What anybody did meanwhile comes first:
 * a seat that was claimed or filled stays so, a vote whose person holds or has filled another waits to be cast again, and so does
 * one that would leave the others, or who holds one of their tasks, unable to complete the quorum.
 */
export function standingAgain(initiative: Matter, gate: Gate, now: ShownNow): readonly Seat[] {
  const again: Seat[] = [];
  let found = gate;
  for (const seat of gate.seats) {
    const vote = seat.outdated;
    if (vote === null || seat.state !== 'ready' || !stands(vote, now)) continue;
    const voter = remitAt(initiative, found, voterOf(seat, vote));
    // Whose turn had come keeps it, though what came before is asked again.
    const takesAnother = otherClaims(found, seat, voter).length > 0;
    if (takesAnother || (notTheirs(initiative, seat, voter) ?? cannotEverFill(found, seat, voter)) !== null)
      continue;
    const then = withVote(found, seat, vote);
    if (closesOnHolders(then)) continue;
    again.push(seat);
    found = then;
  }
  return again;
}

/** Who cast a vote, as they were in that seat. */
export function voterOf(seat: Pick<Seat, 'role'>, { by, onBehalfOf, profession, body }: Vote): Person {
  const held = { role: seat.role, body, ...(onBehalfOf !== undefined && { onBehalfOf }) };
  return { id: by, profession, roles: [held] };
}

/** The gate with a vote in a seat. */
export function withVote(gate: Gate, seat: Pick<Seat, 'task'>, vote: Vote): Gate {
  const seats = gate.seats.map((each): Seat =>
    each.task === seat.task
      ? { ...each, state: 'completed', claimedBy: vote.by, claimedAs: vote.profession, vote, outdated: null }
      : each,
  );
  return { ...gate, seats };
}

/** Whether it leaves somebody holding a task that they cannot fill. */
export function closesOnHolders(gate: Gate): boolean {
  return spentClaims(gate).length > 0;
}

/** What people hold that they cannot fill as the gate stands. */
export function spentClaims(gate: Gate): readonly Seat[] {
  return gate.seats.filter((seat) => {
    if (!isHeld(seat) || seat.claimedBy === null) return false;
    const roles = seat.bodies.map((body) => ({ role: seat.role, body }));
    return cannotEverFill(gate, seat, { id: seat.claimedBy, profession: seat.claimedAs, roles }) !== null;
  });
}
