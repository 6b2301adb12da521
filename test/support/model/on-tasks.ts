import { STAGES, type Stage } from '../../../domain/stage.ts';
import { holdsFor, isOf, type KnownPerson } from './cast.ts';
import { fill, follow, letGo } from './consequences.ts';
import {
  answered,
  cannotAnswer,
  cannotAsk,
  cannotFill,
  cannotHold,
  cannotRecall,
  cannotRemind,
  cannotResolve,
  cannotTakeOver,
  heldByAnother,
  holdsAnother,
  isPrepared,
  isSuspended,
  notHolder,
  notTheirs,
  over,
  unseen,
  waitsFor,
  type No,
} from './may-not.ts';
import { empty, held, preparing, waits, type Gate, type Model, type Outcome, type Seat } from './state.ts';

/** A task of the latest gate. */
export interface At {
  readonly model: Model;
  readonly gate: Gate;
  readonly seat: Seat;
  readonly by: KnownPerson;
}

/** Whether somebody may begin anything with a task that they would fill. */
const cannotBegin = ({ model, seat, by }: At): No =>
  unseen(model, by) ?? notTheirs(model, seat, by) ?? over(model, seat);

/** Does it in the model where nothing speaks against it, and gives the refusal where something does. */
function unless(no: No, does: () => void): No {
  if (no === null) does();
  return no;
}

function hold({ model, seat }: At, holder: KnownPerson, event: string): void {
  Object.assign(seat, { holder, prepared: null });
  if (seat.state === 'ready') seat.state = 'claimed';
  model.left.push(event);
}

export function claim(at: At): No {
  const { model, gate, seat, by } = at;
  const no = unseen(model, by) ?? notTheirs(model, seat, by);
  // Asked again by who holds it, it changes nothing.
  if (no !== null || notHolder(seat, by) === null) return no;
  return unless(over(model, seat) ?? heldByAnother(seat, by) ?? cannotHold(model, gate, seat, by), () => {
    hold(at, by, 'task-claimed');
  });
}

export function takeOver(at: At): No {
  const { model, gate, seat, by } = at;
  return unless(cannotBegin(at) ?? cannotTakeOver(model, gate, seat, by), () => {
    hold(at, by, 'task-taken-over');
  });
}

export function release({ model, gate, seat, by }: At): No {
  return unless(unseen(model, by) ?? notHolder(seat, by), () => {
    empty(seat);
    model.left.push('task-released');
    follow(model, gate);
  });
}

export function assign(at: At, to: KnownPerson): No {
  const { model, gate, seat, by } = at;
  const unfit =
    seat.holder?.id === to.id || (notTheirs(model, seat, to) ?? cannotHold(model, gate, seat, to));
  const no = cannotBegin(at) ?? heldByAnother(seat, by) ?? (unfit ? 'colleague-unfit' : null);
  return unless(no, () => {
    hold(at, to, 'task-assigned');
  });
}

export function delegate(at: At, to: KnownPerson): No {
  const { model, seat, by } = at;
  const unfit = to.id === model.owner.id || to.id === seat.holder?.id || !isOf(to, seat.bodies);
  const no = cannotBegin(at) ?? notHolder(seat, by) ?? isPrepared(seat) ?? (unfit ? 'colleague-unfit' : null);
  return unless(no, () => {
    seat.prepared = { by: to, done: false };
    model.left.push('task-delegated');
  });
}

export function resolve({ model, seat, by }: At, withNote: boolean): No {
  const helper = preparing(seat);
  const no =
    unseen(model, by) ??
    over(model, seat) ??
    cannotResolve(seat, by) ??
    (withNote && by.id !== helper?.id ? 'invalid' : null);
  return unless(no, () => {
    seat.prepared = helper !== null && helper.id === by.id ? { by: helper, done: true } : null;
    model.left.push('task-resolved');
  });
}

export function ask(at: At): No {
  const { model, gate, seat, by } = at;
  const no = cannotBegin(at) ?? heldByAnother(seat, by) ?? cannotAsk(model, gate, seat, by);
  return unless(no, () => {
    Object.assign(seat, { state: 'info-requested', holder: by });
    seat.questions.push({ at: model.now, answered: false });
    model.left.push('information-requested');
    follow(model, gate);
  });
}

export function tell({ model, gate, seat, by }: At): No {
  return unless(unseen(model, by) ?? cannotAnswer(model, seat, by), () => {
    seat.state = 'claimed';
    seat.questions.at(-1)!.answered = true;
    model.left.push('information-given');
    follow(model, gate);
  });
}

export function recall({ model, seat, by }: At): No {
  return unless(unseen(model, by) ?? cannotRecall(model, seat, by), () => {
    empty(seat);
    seat.outdated = null;
    model.left.push('vote-recalled');
  });
}

export function remindOf({ model, seat, by }: At): No {
  return unless(unseen(model, by) ?? over(model, seat) ?? cannotRemind(model, seat, by), () => {
    seat.reminded = { whom: waitsFor(model, seat), at: model.now };
    model.left.push('task-reminded');
  });
}

export interface Ballot {
  readonly outcome: Outcome;
  readonly reason: boolean;
  readonly returnTo: Stage | null;
  readonly conditions: number;
  /** Whether it names the hash of what is shown now. */
  readonly onWhatIsShown: boolean;
}

function malformed(gate: Gate, seat: Seat, { outcome, reason, returnTo, conditions }: Ballot): No {
  if ((seat.kind === 'advice') !== (outcome === 'advise')) return 'outcome-not-for-seat';
  if (outcome !== 'approve' && !reason) return 'reason-required';
  const earlier = STAGES.slice(0, STAGES.indexOf(gate.stage));
  if (outcome === 'return' ? returnTo === null || !earlier.includes(returnTo) : returnTo !== null)
    return 'return-not-earlier';
  if (conditions > 0 && (outcome !== 'approve' || gate.stage === 'assure-accountability'))
    return 'no-next-gate';
  return null;
}

/** The seat that an answer fills: this one, or where somebody else has it another like it. */
export function seatFilled({ gate, seat, by }: At): Seat | null {
  if (waits(seat) && (!held(seat) || seat.holder?.id === by.id)) return seat;
  const alike = gate.seats.filter(
    ({ kind, role, bodies }) =>
      kind === seat.kind && role === seat.role && bodies.join() === seat.bodies.join(),
  );
  return (
    alike.find((each) => held(each) && each.holder?.id === by.id) ??
    alike.find(({ state }) => state === 'ready') ??
    alike.find(waits) ??
    null
  );
}

/** Gives what it was refused for, and which seat it filled. A refused answer is kept, and changes nothing. */
export function complete(at: At, ballot: Ballot): { readonly no: No; readonly filled: Seat } {
  const { model, gate, seat, by } = at;
  const blind = unseen(model, by);
  if (blind !== null) return { no: blind, filled: seat };
  const filled = seatFilled(at);
  const no =
    notTheirs(model, seat, by) ??
    malformed(gate, seat, ballot) ??
    (gate.state === 'open' ? null : 'late') ??
    answered(gate, by) ??
    (filled === null
      ? 'late'
      : (heldByAnother(filled, by) ??
        cannotFill(model, gate, filled, by) ??
        isPrepared(filled) ??
        isSuspended(gate) ??
        (ballot.onWhatIsShown ? null : 'content-changed')));
  if (no !== null || filled === null) {
    model.left.push('vote-refused');
    return { no, filled: seat };
  }
  const body = holdsFor(by, filled.role, filled.bodies)!;
  const { outcome, returnTo, conditions } = ballot;
  fill(filled, { by, body, outcome, returnTo, conditions, shown: gate.shown });
  letGo(model, gate, filled);
  model.left.push('task-completed');
  follow(model, gate);
  return { no, filled };
}

/** What one person could claim next: of free seats alike the first, at a gate where they do nothing yet. */
export function claimable(model: Model, by: KnownPerson): readonly Seat[] {
  const { gate } = model;
  if (gate?.state !== 'open' || unseen(model, by) !== null) return [];
  return gate.seats.filter((seat) => {
    if (seat.state !== 'ready' || seatFilled({ model, gate, seat, by }) !== seat) return false;
    return (
      (notTheirs(model, seat, by) ?? holdsAnother(gate, seat, by) ?? cannotFill(model, gate, seat, by)) ===
      null
    );
  });
}
