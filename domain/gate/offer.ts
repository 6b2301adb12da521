import { PROFESSION_CODES } from '../professions.ts';
import type { PersonId } from '../person.ts';
import { isHeld, type Gate, type Seat } from './gate.ts';
import { closedBy, freeIn, isAsked, setOf, votesIn } from './quorum.ts';
import type { ThresholdSet } from './thresholds.ts';

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
    const offered =
      gate.state === 'open' && seat.state === 'ready' && isFirst(gate, seat, index) && isAsked(gate, seat);
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
  const { places } = setOf(gate, seat);
  return !gate.seats
    .slice(0, index)
    .some(
      (other) =>
        other.state === 'ready' &&
        other.kind === seat.kind &&
        other.role === seat.role &&
        other.bodies.join() === seat.bodies.join() &&
        places.some(({ task }) => task === other.task),
    );
}

/**
 * What of one gate was worked out is so of every other that asks the same of the same votes: most gates do, and a vote is to be
 * quick. It holds what is worth finding again, and begins anew where that is too much.
 */
const WORKED_OUT = new Map<string, readonly string[]>();
const MOST_WORKED_OUT = 5_000;

function closedTo(gate: Gate, seat: Seat): readonly string[] {
  if (seat.kind !== 'approval') return NONE;
  const set = setOf(gate, seat);
  const key = asksAlike(gate, set, seat);
  const known = WORKED_OUT.get(key);
  if (known !== undefined) return known;
  const closed = closedBy(gate, set);
  const found = PROFESSIONS.filter((profession) =>
    seat.bodies.every((body) => closed({ profession, body, role: seat.role }) !== null),
  ).map((each) => each ?? '');
  if (WORKED_OUT.size >= MOST_WORKED_OUT) WORKED_OUT.clear();
  WORKED_OUT.set(key, found);
  return found;
}

/** All that it rests on which professions a seat is closed to; where a set is one body's, no matter whose. */
function asksAlike(gate: Gate, set: ThresholdSet, seat: Seat): string {
  const { approver, signatory } = freeIn(gate, set);
  const asked = JSON.stringify(set.anyOf);
  const anywhere = seat.bodies.length === 1 && set.bodies.length === 1 && !asked.includes('"bodies":[');
  const votes = votesIn(gate, set)
    .map(({ profession, body, role, outcome }) => [profession, anywhere ? '' : body, role, outcome].join())
    .sort();
  return JSON.stringify([
    ...[asked, set.byProfession, votes, approver, signatory, seat.role],
    ...(anywhere ? [] : [set.bodies, seat.bodies]),
  ]);
}
