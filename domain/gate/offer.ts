import { PROFESSION_CODES } from '../professions.ts';
import type { PersonId } from '../person.ts';
import { isHeld, type Gate, type Seat } from './gate.ts';
import { closedBy } from './quorum.ts';

/**
 * How a seat stands in people's queues. It follows from the gate, and is kept with the task, so that a queue is found
 * without asking for each task what everybody else did at its gate.
 */
export interface Offer {
  /** Free, and the first of those like it: one decision is asked of whoever sees them, and not one for each seat. */
  readonly offered: boolean;
  /** The professions that could not fill it, in order of code; an empty text is that of whom none is recorded. */
  readonly closedTo: readonly string[];
  /** Who holds or has filled it while its gate is open: they can take no other of the gate. */
  readonly engages: PersonId | null;
}

const NONE: readonly string[] = [];
const PROFESSIONS = [null, ...PROFESSION_CODES.toSorted()];

/** How each seat of a gate stands, in order of seat. */
export function offersOf(gate: Gate): readonly Offer[] {
  return gate.seats.map((seat, index) => {
    const offered = gate.state === 'open' && seat.state === 'ready' && isFirst(gate, seat, index);
    const engages = gate.state === 'open' && (isHeld(seat) || seat.vote !== null) ? seat.claimedBy : null;
    return { offered, engages, closedTo: offered ? closedTo(gate, seat) : NONE };
  });
}

/** True where both say the same. */
export function sameOffer(a: Offer | null, b: Offer | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.offered === b.offered && a.engages === b.engages && a.closedTo.join('\n') === b.closedTo.join('\n')
  );
}

function isFirst(gate: Gate, seat: Seat, index: number): boolean {
  return !gate.seats
    .slice(0, index)
    .some(
      (other) =>
        other.state === 'ready' &&
        other.kind === seat.kind &&
        other.role === seat.role &&
        other.bodies.join() === seat.bodies.join(),
    );
}

function closedTo(gate: Gate, seat: Seat): readonly string[] {
  const quorum = gate.quorum.find(({ body }) => seat.bodies.includes(body));
  if (seat.kind !== 'approval' || quorum === undefined) return NONE;
  const closed = closedBy(gate, quorum);
  return PROFESSIONS.filter((each) => closed(each) !== null).map((each) => each ?? '');
}
