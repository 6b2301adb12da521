import type { Operation, Result, SeatSeen } from './history.ts';

/**
 * What one gate of a place is, one operation after the other: two seats alike, for two approvals of two professions of
 * which one is registered. A second reading of the rules, as `main.go` beside the recordings is a third.
 */
export interface State {
  readonly gate: 'open' | 'approved' | 'declined';
  readonly seats: readonly [Seat, Seat];
}

interface Seat {
  readonly state: 'ready' | 'claimed' | 'completed' | 'cancelled';
  readonly holder: number;
  readonly vote: '' | 'approve' | 'decline';
}

const READY: Seat = { state: 'ready', holder: -1, vote: '' };
export const BEGINNING: State = { gate: 'open', seats: [READY, READY] };

/** By the number of the person: a nurse, a doctor, a manager, and a second nurse. */
const PROFESSION = ['nurse', 'doctor', 'manager', 'nurse'];
const IS_REGISTERED = [true, true, false, true];

type Answer = { readonly code: string } | { readonly seat: number; readonly after: State };

const with_ = ({ gate, seats }: State, index: number, seat: Seat): State => ({
  gate,
  seats: index === 0 ? [seat, seats[1]] : [seats[0], seat],
});

const isHeld = ({ state }: Seat) => state === 'claimed';
const isWaiting = ({ state }: Seat) => state === 'ready' || state === 'claimed';

/** Why this person cannot fill a seat as things stand; nothing where they can. */
function cannotFill({ seats }: State, who: number): string {
  const voted = seats.filter(({ vote }) => vote !== '');
  if (voted.some(({ holder }) => holder === who)) return 'one-seat-each';
  const all = [...voted.map(({ holder }) => holder), who];
  const left = 2 - all.length;
  const professions = new Set(all.map((each) => PROFESSION[each])).size;
  const registered = all.filter((each) => IS_REGISTERED[each]).length;
  return professions + left < 2 || registered + left < 1 ? 'profession-counted' : '';
}

function cannotHold(state: State, index: number, who: number): string {
  const other = state.seats[1 - index]!;
  return isHeld(other) && other.holder === who ? 'one-seat-each' : cannotFill(state, who);
}

function claim(state: State, index: number, who: number): Answer {
  const seat = state.seats[index]!;
  if (isHeld(seat) && seat.holder === who) return { seat: index, after: state };
  if (state.gate !== 'open' || !isWaiting(seat)) return { code: 'late' };
  if (isHeld(seat)) return { code: 'claimed-by-another' };
  const code = cannotHold(state, index, who);
  return code === ''
    ? { seat: index, after: with_(state, index, { ...seat, state: 'claimed', holder: who }) }
    : { code };
}

function takeOver(state: State, index: number, who: number): Answer {
  const seat = state.seats[index]!;
  if (state.gate !== 'open' || !isWaiting(seat)) return { code: 'late' };
  if (!isHeld(seat) || seat.holder === who) return { code: 'not-held' };
  const code = cannotHold(state, index, who);
  return code === '' ? { seat: index, after: with_(state, index, { ...seat, holder: who }) } : { code };
}

/** The next in the queue is a free seat; which of two alike, nobody is promised: one that comes free meanwhile may be passed over. */
function claimNext(state: State, index: number, who: number): Answer {
  const isFree = state.seats[index]?.state === 'ready';
  if (state.gate !== 'open' || !isFree || cannotHold(state, index, who) !== '')
    return { code: 'nothing-waits' };
  return claim(state, index, who);
}

function seatFilled({ seats }: State, index: number, who: number): number {
  const mine = (seat: Seat) => isWaiting(seat) && (!isHeld(seat) || seat.holder === who);
  if (mine(seats[index]!)) return index;
  const held = seats.findIndex((seat) => isHeld(seat) && seat.holder === who);
  if (held !== -1) return held;
  const ready = seats.findIndex(({ state }) => state === 'ready');
  return ready === -1 ? seats.findIndex(isWaiting) : ready;
}

function complete(state: State, at: number, who: number, vote: 'approve' | 'decline'): Answer {
  if (state.gate !== 'open') return { code: 'late' };
  if (state.seats.some((seat) => seat.vote !== '' && seat.holder === who)) return { code: 'one-seat-each' };
  const index = seatFilled(state, at, who);
  const seat = state.seats[index];
  if (seat === undefined) return { code: 'late' };
  if (isHeld(seat) && seat.holder !== who) return { code: 'claimed-by-another' };
  const code = cannotFill(state, who);
  if (code !== '') return { code };
  const filled = with_(state, index, { state: 'completed', holder: who, vote });
  const other = filled.seats[1 - index]!;
  // Where an answer ends the gate, what others held is cancelled in their hands.
  const canStill = vote === 'decline' || cannotFill(filled, other.holder) === '';
  const spent = isHeld(other) && (other.holder === who || !canStill);
  return { seat: index, after: decided(spent ? with_(filled, 1 - index, READY) : filled) };
}

function decided(state: State): State {
  const { seats } = state;
  const declined = seats.some(({ vote }) => vote === 'decline');
  if (!declined && seats.some(({ vote }) => vote !== 'approve')) return state;
  const ended = (seat: Seat): Seat => (isWaiting(seat) ? { ...seat, state: 'cancelled' } : seat);
  return { gate: declined ? 'declined' : 'approved', seats: [ended(seats[0]), ended(seats[1])] };
}

function recall(state: State, index: number, who: number): Answer {
  const seat = state.seats[index]!;
  if (seat.vote === '' || seat.holder !== who) return { code: 'not-answered-by-you' };
  return state.gate === 'open' ? { seat: index, after: with_(state, index, READY) } : { code: 'late' };
}

function release(state: State, index: number, who: number): Answer {
  const seat = state.seats[index]!;
  if (!isHeld(seat) || seat.holder !== who) return { code: 'not-claimed-by-you' };
  return { seat: index, after: with_(state, index, READY) };
}

function answerTo(state: State, { kind, seat, who, vote }: Operation): Answer {
  switch (kind) {
    case 'claim':
      return claim(state, seat, who);
    case 'take-over':
      return takeOver(state, seat, who);
    case 'release':
      return release(state, seat, who);
    case 'claim-next':
      return claimNext(state, seat, who);
    case 'complete':
      return complete(state, seat, who, vote === 'decline' ? 'decline' : 'approve');
    case 'recall':
      return recall(state, seat, who);
    case 'read-task':
    case 'read-gate':
      return { seat, after: state };
  }
}

/** Where things stand after an operation that had this result, or nothing where it could not have had it. */
export function step(state: State, operation: Operation): State | undefined {
  const answer = answerTo(state, operation);
  const { kind, result, seat } = operation;
  // What was never answered was done if it could be, and refused if it could not.
  if (result.outcome === 'unknown') return 'code' in answer ? state : answer.after;
  if ('code' in answer)
    return result.outcome === 'refused' && result.code === answer.code ? state : undefined;
  if (result.outcome !== 'ok') return undefined;
  if (kind === 'read-gate')
    return result.gate === state.gate && sameSeats(state.seats, result) ? state : undefined;
  if (kind === 'read-task') return sameSeats([state.seats[seat]!], result) ? state : undefined;
  return result.seat === answer.seat && sameSeats([answer.after.seats[answer.seat]!], result)
    ? answer.after
    : undefined;
}

function sameSeats(seats: readonly Seat[], { seats: seen }: Result): boolean {
  const same = (seat: Seat, each: SeatSeen | undefined) =>
    each?.state === seat.state && each.holder === seat.holder && each.outcome === seat.vote;
  return seats.length === seen.length && seats.every((seat, index) => same(seat, seen[index]));
}

export const keyOf = ({ gate, seats }: State) =>
  `${gate} ${seats.map(({ state, holder, vote }) => `${state} ${holder} ${vote}`).join(' ')}`;
