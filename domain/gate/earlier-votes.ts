import type { Matter } from '../matter.ts';
import type { RefusalCode } from '../refusal.ts';
import type { CastAt, EarlierVote, Gate, Seat, Vote } from './gate.ts';
import { endByDecline, readsIn, setOf } from './quorum.ts';
import { remitAt } from './remit-at.ts';
import { cannotFill, notTheirs, otherClaims } from './seat.ts';
import { closesOnHolders, stands, voterOf, withVote, type ShownNow } from './votes-stand.ts';

/**
 * Why an earlier vote does not count at a gate: what it read is otherwise, the gate has no seat of its kind, each of them is held or
 * filled, it was cast in somebody's place at another level, it did not read what is read here, its voter answered again, it would end
 * the gate by itself, or what a vote of its voter would be refused for.
 */
export type WhyNotCarried =
  | RefusalCode
  | 'no-such-seat'
  | 'seat-taken'
  | 'for-another-level'
  | 'reads-more-here'
  | 'answered-since'
  | 'would-end-it'
  | 'content-changed';

/** An earlier vote that counts on, in a seat of the gate. */
export interface Carried {
  readonly seat: Seat;
  readonly from: EarlierVote;
}

/**
 * The votes of a gate that was superseded, which its follower may take over: those that stood or were outdated, with where they were
 * cast, those in its seats first, and what it had not taken over itself.
 */
export function earlierVotes(gate: Gate): readonly EarlierVote[] {
  return [...gate.seats.flatMap((seat) => castIn(gate, seat, seat.vote ?? seat.outdated)), ...gate.earlier];
}

/** A vote with where it was cast and in which kind of seat, where it could count elsewhere. */
function castIn(gate: Gate, seat: Seat, vote: Vote | null): readonly EarlierVote[] {
  if (vote === null || !COUNT_ON.has(vote.outcome)) return [];
  const { id, level } = gate;
  const { task, kind, bodies, role } = seat;
  const cast = vote.cast ?? { gate: id, task, level };
  return [{ kind, bodies, role, set: setOf(gate, seat).id, vote: { ...vote, cast } }];
}

/** After other answers a gate is over, and nothing of it is taken over. */
const COUNT_ON: ReadonlySet<string> = new Set<Vote['outcome']>(['approve', 'decline', 'advise']);

/**
 * The earlier votes that count at a gate now: each as its voter could cast it this moment, on what they read, in a seat of the kind
 * that they cast it in. What anybody did meanwhile comes first: a seat that is held or filled stays so.
 */
export function carriedNow(initiative: Matter, gate: Gate, now: ShownNow): readonly Carried[] {
  const carried: Carried[] = [];
  let found = gate;
  // A set that comes after another opens once that is met, by what is carried as well.
  for (let more = true; more;) {
    more = false;
    for (const from of found.earlier) {
      const seat = seatFor(initiative, found, from, now);
      if (typeof seat === 'string') continue;
      carried.push({ seat, from });
      found = withCarried(found, seat.task, from);
      more = true;
    }
  }
  return carried;
}

/** Which vote it is: a task may be answered again. */
export interface WhichVote extends Pick<Vote, 'by' | 'at'> {
  readonly cast: Pick<CastAt, 'task'>;
}

/** Whether two are one vote. */
export function isOneVote(a: WhichVote, b: WhichVote): boolean {
  return a.by === b.by && a.at === b.at && a.cast.task === b.cast.task;
}

/** Why an earlier vote does not count at a gate as it stands. */
export function whyNotCarried(
  initiative: Matter,
  gate: Gate,
  from: EarlierVote,
  now: ShownNow,
): WhyNotCarried | null {
  const seat = seatFor(initiative, gate, from, now);
  return typeof seat === 'string' ? seat : null;
}

/** The gate with an earlier vote in a seat. What was outdated there waits among the earlier ones. */
export function withCarried(gate: Gate, task: string, from: EarlierVote): Gate {
  const seat = gate.seats.find((each) => each.task === task);
  const outdated = seat === undefined ? [] : castIn(gate, seat, seat.outdated);
  const others = gate.earlier.filter((each) => !isOneVote(each.vote, from.vote));
  return { ...withVote(gate, { task }, from.vote), earlier: [...outdated, ...others] };
}

function seatFor(initiative: Matter, gate: Gate, from: EarlierVote, now: ShownNow): Seat | WhyNotCarried {
  const { vote } = from;
  if (!stands(vote, now)) return 'content-changed';
  if (gate.suspended) return 'gate-suspended';
  if (gate.earlier.some((other) => isLater(other.vote, vote) && stands(other.vote, now)))
    return 'answered-since';
  if (vote.onBehalfOf !== undefined && vote.cast.level !== gate.level) return 'for-another-level';
  const alike = gate.seats.filter((seat) => isAlike(seat, from));
  if (alike.length === 0) return 'no-such-seat';
  const inIts = (seat: Seat) => (setOf(gate, seat).id === from.set ? 0 : 1);
  const free = alike.filter(({ state }) => state === 'ready').sort((a, b) => inIts(a) - inIts(b));
  if (free.length === 0)
    return alike.some((seat) => seat.vote?.by === vote.by) ? 'one-seat-each' : 'seat-taken';
  let why: WhyNotCarried = 'seat-taken';
  for (const seat of free) {
    const no = cannotCount(initiative, gate, seat, vote);
    if (no === null) return seat;
    why = no;
  }
  return why;
}

/** What the same person said last is what they say. */
function isLater(other: Vote, vote: Vote): boolean {
  return other.by === vote.by && other.at > vote.at;
}

function isAlike(seat: Seat, { kind, bodies, role }: EarlierVote): boolean {
  return seat.kind === kind && seat.role === role && seat.bodies.join() === bodies.join();
}

function cannotCount(initiative: Matter, gate: Gate, seat: Seat, vote: Vote): WhyNotCarried | null {
  const voter = remitAt(initiative, gate, voterOf(seat, vote));
  const refused = notTheirs(initiative, seat, voter) ?? cannotFill(gate, seat, voter);
  if (refused !== null) return refused.code;
  if (otherClaims(gate, seat, voter).length > 0) return 'one-seat-each';
  const reads = readsIn(gate, seat, vote);
  const { sections } = vote;
  if (
    sections !== undefined &&
    (reads ?? [null]).some((each) => each === null || sections[each] === undefined)
  )
    return 'reads-more-here';
  const then = withVote(gate, seat, vote);
  if (closesOnHolders(then)) return 'seat-taken';
  return endByDecline(then) === null ? null : 'would-end-it';
}
