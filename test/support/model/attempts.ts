import type { KnownPerson } from './cast.ts';
import { unseen, type No } from './may-not.ts';
import { held, preparing, type Model, type Seat } from './state.ts';

/** What is never theirs to do, whatever happens at the gate. */
const NEVER: readonly No[] = ['not-allowed', 'own-proposal', 'not-of-this-seat', 'no-profession'];

const HOUR = 3_600_000;
const MOST = 20;

/** What somebody tried: by which command of the API, on what, and why not. */
export interface TriedIt {
  readonly by: KnownPerson;
  readonly what: string;
  /** The task or gate that it was about, and nothing where it was about the initiative. */
  readonly on?: string;
  /** A task of the latest gate. */
  readonly seat?: Seat;
  readonly no: No;
}

/**
 * Whoever sees an initiative and tries what is not theirs is told of in its history: each of what they try once in an hour,
 * and not more than so often in all. What is only too late, or wrongly said, is not told.
 */
export function noteAttempt(model: Model, { by, what, on = '', seat, no }: TriedIt): void {
  if (unseen(model, by) !== null || !(NEVER.includes(no) || isAnothers(seat, no))) return;
  const then = Date.parse(model.now) - HOUR;
  const lately = model.attempts.filter((each) => each.by === by.id && Date.parse(each.at) > then);
  const same = `${what} ${on} ${String(no)}`;
  if (lately.length >= MOST || lately.some((each) => each.same === same)) return;
  model.attempts.push({ by: by.id, same, at: model.now });
  model.left.push('attempt-refused');
}

/** Refused for whose it is, and it is somebody's. */
function isAnothers(seat: Seat | undefined, no: No): boolean {
  if (seat === undefined) return false;
  if (no === 'not-claimed-by-you') return held(seat);
  if (no === 'not-delegated') return preparing(seat) !== null;
  return (
    no === 'not-answered-by-you' && (seat.vote !== null || (seat.state === 'ready' && seat.outdated !== null))
  );
}
