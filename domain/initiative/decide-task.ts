import { isHeld, isWaiting, type EarlierVote, type Gate, type Seat, type Vote } from '../gate/gate.ts';
import {
  cannotClaim,
  cannotFill,
  cannotRecall,
  cannotTakeOver,
  conflictOf,
  hasAnswered,
  heldByAnother,
  notTheirs,
  otherClaims,
  outcomesOf,
  roleFor,
} from '../gate/seat.ts';
import { endByDecline, readsIn, setOf } from '../gate/quorum.ts';
import { stillDelegated } from '../gate/hand-over.ts';
import { sectionHashesOf } from '../gate/shown.ts';
import { spentClaims, withVote } from '../gate/votes-stand.ts';
import type { Person } from '../person.ts';
import { isRegistered } from '../professions.ts';
import { notAtSitting } from '../sitting/at-sitting.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { isEarlierStage, stageAfter } from '../stage.ts';
import type { PersonCommand } from './commands.ts';
import { andWhatFollows } from './decide-gate.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Event } from './events.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Claims a task: exactly one person holds it, and everybody else is told who. */
export function claim(state: Initiative, command: Command<'claim-task'>, given: GivenBy): Decision {
  const found = seatOf(state, command.task);
  if (found === null) return refuse(late());
  const { gate, seat } = found;
  const refused = notTheirs(state, seat, given.by);
  if (refused !== null) return refuse(refused);
  if (isHeld(seat) && seat.claimedBy === given.by.id) return accept();
  const problem =
    (gate.state !== 'open' || !isWaiting(seat) ? late() : null) ??
    heldByAnother(seat, given.by) ??
    cannotClaim(gate, seat, given.by);
  if (problem !== null) return refuse(problem);
  return accept({
    type: 'task-claimed',
    data: {
      gate: gate.id,
      stage: gate.stage,
      task: seat.task,
      by: given.by.id,
      profession: given.by.profession,
    },
  });
}

/** Takes a task from who holds it, who may be away: anybody who could claim it may, and the history says from whom. */
export function takeOver(state: Initiative, command: Command<'take-over-task'>, given: GivenBy): Decision {
  const found = seatToFill(state, command.task, given);
  if ('code' in found) return refuse(found);
  const { gate, seat } = found;
  const refused = cannotTakeOver(gate, seat, given.by);
  if (refused !== null) return refuse(refused);
  const { id: by, profession } = given.by;
  const at = { gate: gate.id, stage: gate.stage, task: seat.task };
  return accept({ type: 'task-taken-over', data: { ...at, by, from: seat.claimedBy ?? by, profession } });
}

/** Gives a claimed task back to its queue. */
export function release(state: Initiative, command: Command<'release-task'>, given: GivenBy): Decision {
  const found = seatOf(state, command.task);
  if (found === null) return refuse(late());
  const { gate, seat } = found;
  if (!isHeld(seat) || seat.claimedBy !== given.by.id)
    return refuse(
      refusal('not-claimed-by-you', 'Only who holds a task can give it back.', {
        data: { claimedBy: seat.claimedBy },
      }),
    );
  const data = { gate: gate.id, stage: gate.stage, task: seat.task, by: given.by.id };
  return accept(...andWhatFollows(state, given, given.by.id, { type: 'task-released', data }));
}

/**
 * Answers a task: the vote, and the gate's decision where this vote completes it, in one. A refused or late vote is
 * recorded and changes nothing. Completing a ready task claims it; where somebody else filled this very seat
 * meanwhile, the vote takes another of the same kind while there is one.
 */
export function complete(state: Initiative, command: Command<'complete-task'>, given: GivenBy): Decision {
  const { task, outcome, contentHash } = command;
  const found = seatOf(state, task);
  // Only for a task that is no longer the latest gate's does the caller's word stand for where it was.
  const { gate, stage } = found === null ? command : { gate: found.gate.id, stage: found.gate.stage };
  const recorded = (refused: Refusal): Decision =>
    refuse(refused, {
      type: 'vote-refused',
      data: { gate, stage, task, by: given.by.id, outcome, contentHash, code: refused.code },
    });
  if (found === null) {
    // The seat is of an earlier gate: it is late for those who could have filled one, and nobody else's to try.
    const refused = notOfAnySeat(state, given.by);
    return refused === null ? recorded(tooLate('over')) : refuse(refused);
  }
  const asked =
    notTheirs(state, found.seat, given.by) ??
    malformed(found.gate, found.seat, command) ??
    (command.sitting === undefined
      ? null
      : notAtSitting(command.sitting, { now: given.now, calendar: given.calendars.usual }));
  if (asked !== null) return recorded(asked);
  if (found.gate.state !== 'open') return recorded(tooLate(endOf(found.gate)));
  const spent = hasAnswered(found.gate, given.by);
  if (spent !== null) return recorded(spent);
  const seat = freeSeat(found.gate, found.seat, given.by.id);
  if (seat === null) return recorded(tooLate('filled'));
  const refused =
    heldByAnother(seat, given.by) ??
    cannotFill(found.gate, seat, given.by) ??
    stillDelegated(seat) ??
    notNow(found.gate, contentHash);
  if (refused !== null) return recorded(refused);
  const vote = voteOf(state, found.gate, command, seat, given);
  const completed: Event = { type: 'task-completed', data: { gate, stage, task: seat.task, vote } };
  const then = withVote(found.gate, seat, vote);
  const endsIt = outcome === 'decline' ? endByDecline(then) !== null : !ANSWERED_ON.has(outcome);
  // Who has answered at one seat cannot at another: what they held goes back to its queue.
  // So does what others hold whose profession this vote has taken, where the gate goes on: nobody waits for an answer that cannot count.
  const released = [
    ...otherClaims(found.gate, seat, given.by),
    ...(endsIt ? [] : spentClaims(then).filter(({ claimedBy }) => claimedBy !== vote.by)),
  ].map((other): Event => ({
    type: 'task-released',
    data: { gate, stage, task: other.task, by: other.claimedBy ?? given.by.id },
  }));
  return accept(...andWhatFollows(state, given, given.by.id, ...released, completed));
}

/** After these answers a gate may go on. */
const ANSWERED_ON: ReadonlySet<string> = new Set(['approve', 'advise']);

/**
 * Takes a vote back before the gate is decided: its seat waits again, for whoever may fill it. The vote stays in the
 * history, and what was decided stands.
 */
export function recall(state: Initiative, command: Command<'recall-vote'>, given: GivenBy): Decision {
  const found = seatOf(state, command.task);
  if (found === null) return refuse(late());
  const { gate, seat } = found;
  const refused = cannotRecall(state, gate, seat, given.by);
  if (refused !== null) return refuse(refused);
  const { task } = seat;
  const at = { gate: gate.id, stage: gate.stage, task };
  return accept({ type: 'vote-recalled', data: { ...at, by: given.by.id, reason: command.reason } });
}

/** Which vote of a gate before it is that is taken back. */
export function earlierOf({ by, at: votedAt, cast }: EarlierVote['vote']) {
  return { task: cast.task, earlier: { by, votedAt } };
}

/** Takes back what somebody answered at gates before this one, so that it does not count here once what they read comes back. */
export function recallEarlier(
  { gate }: Initiative,
  { gate: id, reason }: Command<'recall-earlier-votes'>,
  { by }: GivenBy,
): Decision {
  if (gate?.id !== id || gate.state !== 'open') return refuse(late());
  const theirs = gate.earlier.filter(({ vote }) => vote.by === by.id);
  if (theirs.length === 0)
    return refuse(
      refusal('not-answered-by-you', 'There is no answer of yours of a gate before that could count here.'),
    );
  return accept(
    ...theirs.map(({ vote }): Event => ({
      type: 'vote-recalled',
      data: { gate: gate.id, stage: gate.stage, ...earlierOf(vote), by: by.id, reason },
    })),
  );
}

function voteOf(
  state: Initiative,
  gate: Gate,
  command: Command<'complete-task'>,
  seat: Seat,
  given: GivenBy,
): Vote {
  const { outcome, contentHash, reason, conditions, returnTo, sitting } = command;
  const held = roleFor(seat, given.by);
  if (typeof held?.body !== 'string') throw new Error('A seat is filled for one of its bodies');
  const { body, onBehalfOf } = held;
  const { id: by, profession } = given.by;
  const reads = readsIn(gate, seat, { profession, body });
  const registered = profession !== null && isRegistered(profession);
  return {
    by,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    body,
    profession,
    registered,
    outcome,
    contentHash,
    // Who reads everything is bound by the hash of everything.
    ...(reads !== null && { sections: sectionHashesOf(state, gate.stage, reads) }),
    at: given.now,
    reason,
    conditions,
    returnTo,
    ...(sitting !== undefined && { sitting: sitting.id }),
  };
}

function notOfAnySeat(state: Initiative, person: Person): Refusal | null {
  const conflict = conflictOf(state, person);
  if (conflict !== null) return conflict;
  return person.roles.some((held) => held.role === 'approver' || held.role === 'signatory')
    ? null
    : refusal('not-of-this-seat', 'A seat is for an approver or a signatory.');
}

/** A task that waits and is this person's to fill, whoever holds it; why not, if not. */
export function seatToFill(
  state: Initiative,
  task: string,
  given: GivenBy,
): Refusal | { readonly gate: Gate; readonly seat: Seat } {
  const found = seatOf(state, task);
  if (found === null) return late();
  const { gate, seat } = found;
  return notTheirs(state, seat, given.by) ?? (gate.state === 'open' && isWaiting(seat) ? found : late());
}

/** A task of the latest gate. */
export function seatOf(state: Initiative, task: string): { gate: Gate; seat: Seat } | null {
  const seat = state.gate?.seats.find((each) => each.task === task);
  return state.gate === null || seat === undefined ? null : { gate: state.gate, seat };
}

/** This seat while it waits for this person, otherwise another like it that does; `null` when none is left. */
function freeSeat(gate: Gate, seat: Seat, person: string): Seat | null {
  if (isWaiting(seat) && (!isHeld(seat) || seat.claimedBy === person)) return seat;
  const { places } = setOf(gate, seat);
  const alike = gate.seats.filter(
    (other) =>
      places.some(({ task }) => task === other.task) &&
      other.kind === seat.kind &&
      other.role === seat.role &&
      other.bodies.join() === seat.bodies.join(),
  );
  return (
    alike.find((other) => other.claimedBy === person && isHeld(other)) ??
    alike.find((other) => other.state === 'ready') ??
    alike.find(isWaiting) ??
    null
  );
}

function malformed(gate: Gate, seat: Seat, command: Command<'complete-task'>): Refusal | null {
  const { outcome, reason, returnTo, conditions } = command;
  const field = (name: string, rule: string, detail: string) => ({ fields: [{ field: name, rule, detail }] });
  if (!outcomesOf(seat).includes(outcome)) {
    const detail = `A seat of ${seat.kind} answers with ${outcomesOf(seat).join(', ')}.`;
    return refusal('outcome-not-for-seat', detail, field('outcome', 'outcome-of-seat', detail));
  }
  if (outcome !== 'approve' && (reason?.value ?? '').trim() === '') {
    const detail = `Say why: ${outcome} needs a reason, which the owner will read.`;
    return refusal('reason-required', detail, field('reason', 'required', detail));
  }
  if (
    (outcome === 'return') !== (returnTo !== null) ||
    (returnTo !== null && !isEarlierStage(returnTo, gate.stage))
  ) {
    const detail = `A return names a stage before ${gate.stage}, and only a return does.`;
    return refusal('return-not-earlier', detail, field('returnTo', 'earlier-stage', detail));
  }
  if (conditions !== null && (outcome !== 'approve' || stageAfter(gate.stage) === null)) {
    const detail =
      'Conditions go with an approval and become requirements of the next gate; there is none here.';
    return refusal('no-next-gate', detail, field('conditions', 'next-gate', detail));
  }
  return null;
}

function notNow(gate: Gate, contentHash: string): Refusal | null {
  if (gate.suspended)
    return refusal(
      'gate-suspended',
      'An authority has called this in: the gate is suspended until it is released.',
    );
  if (contentHash !== gate.contentHash)
    return refusal(
      'content-changed',
      'What you were shown has changed since: read it again before you decide.',
      {
        data: { contentHash: gate.contentHash },
      },
    );
  return null;
}

/** Why nobody waits for an answer. */
const TOO_LATE = {
  decided: 'No seat is left: this was decided before your answer came.',
  superseded: 'No seat is left: this was changed or withdrawn before your answer came.',
  over: 'This task is of an earlier gate, which was over before your answer came.',
  filled:
    'No seat of this kind waits any more: each was filled, or its time was over, before your answer came. The gate is still open.',
} as const;

const endOf = ({ state }: Gate) => (state === 'superseded' ? 'superseded' : 'decided');

function tooLate(because: keyof typeof TOO_LATE): Refusal {
  return refusal('late', TOO_LATE[because], { data: { recorded: true, because } });
}

/** What is refused of everything but an answer once a task is over: nothing of it is recorded. */
export function late(): Refusal {
  return refusal('late', 'This task is over: it waits for nobody any more.');
}
