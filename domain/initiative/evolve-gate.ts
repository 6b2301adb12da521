import { SHIPPED_CALENDAR } from '../calendars/calendars.ts';
import type { Condition, EarlierVote, Gate, Seat } from '../gate/gate.ts';
import { isWaiting } from '../gate/gate.ts';
import { earlierVotes, isOneVote, withCarried } from '../gate/earlier-votes.ts';
import { voteToRecall } from '../gate/seat.ts';
import { withVote } from '../gate/votes-stand.ts';
import { briefly } from '../policy/receipt.ts';
import { never } from '../result.ts';
import type { Happened } from './events.ts';

/** A seat that waits for an answer again, by anybody who may fill it. */
const EMPTY = { state: 'ready', claimedBy: null, claimedAs: null, vote: null, delegation: null } as const;

export type AtGateEvent = Extract<
  Happened,
  {
    type:
      | 'task-claimed'
      | 'task-taken-over'
      | 'task-assigned'
      | 'task-delegated'
      | 'task-resolved'
      | 'task-reminded'
      | 'task-released'
      | 'information-requested'
      | 'information-given'
      | 'information-not-given'
      | 'clock-stopped'
      | 'clock-started'
      | 'task-completed'
      | 'vote-recalled'
      | 'votes-outdated'
      | 'votes-stand-again'
      | 'votes-carried'
      | 'referral-answered'
      | 'requirement-overridden'
      | 'gate-reminded'
      | 'advice-not-given'
      | 'gate-past-due'
      | 'verdict-retaken'
      | 'policy-moved';
  }
>;

/** Folds one event into a gate that it is of. */
export function atGate(gate: Gate, event: AtGateEvent): Gate {
  switch (event.type) {
    case 'task-claimed': {
      const { task, by, profession } = event.data;
      return withSeat(gate, task, {
        state: 'claimed',
        claimedBy: by,
        claimedAs: profession,
        delegation: null,
      });
    }
    case 'task-assigned': {
      const { task, to, profession } = event.data;
      const state = seatOf(gate, task)?.state === 'info-requested' ? 'info-requested' : 'claimed';
      return withSeat(gate, task, { state, claimedBy: to, claimedAs: profession, delegation: null });
    }
    case 'task-delegated': {
      const { task, to } = event.data;
      return withSeat(gate, task, { delegation: { to, at: event.at, resolvedAt: null, note: null } });
    }
    case 'task-resolved': {
      const { task, by, note } = event.data;
      const delegation = seatOf(gate, task)?.delegation ?? null;
      // Had back by who holds it, it was not prepared by anybody.
      if (by !== delegation?.to) return withSeat(gate, task, { delegation: null });
      return withSeat(gate, task, {
        delegation: { ...delegation, resolvedAt: event.at, note },
      });
    }
    case 'task-reminded': {
      const { task, by, whom } = event.data;
      return withSeat(gate, task, { reminded: { by, whom, at: event.at } });
    }
    // A question that was asked stays asked: whoever takes over waits for its answer, or gives the task back.
    case 'task-taken-over': {
      const { task, by, profession } = event.data;
      return withSeat(gate, task, { claimedBy: by, claimedAs: profession, delegation: null });
    }
    case 'information-requested': {
      const { task, by, profession, question: text } = event.data;
      const asked = { by, text, at: event.at, answer: null };
      const questions = [...(seatOf(gate, task)?.questions ?? []), asked];
      return withSeat(gate, task, {
        state: 'info-requested',
        claimedBy: by,
        claimedAs: profession,
        questions,
      });
    }
    case 'information-given': {
      const { task, by, answer: text } = event.data;
      const questions = seatOf(gate, task)?.questions ?? [];
      const answered = questions.map((each, index) =>
        index === questions.length - 1 ? { ...each, answer: { by, text, at: event.at } } : each,
      );
      return withSeat(gate, task, { state: 'claimed', questions: answered });
    }
    case 'clock-stopped':
      return {
        ...gate,
        clockStoppedAt: gate.clockStoppedAt ?? event.at,
        clockStoppedUntil: event.data.until,
      };
    case 'clock-started': {
      const { dueAt, nextLookAt } = event.data;
      return { ...gate, clockStoppedAt: null, clockStoppedUntil: null, dueAt, nextLookAt };
    }
    case 'task-released':
    case 'information-not-given':
      return withSeat(gate, event.data.task, { ...EMPTY });
    case 'task-completed': {
      const { task, vote } = event.data;
      return withVote(gate, { task }, vote);
    }
    case 'vote-recalled':
      return withoutAnswer(gate, event.data);
    case 'votes-outdated': {
      const { tasks, contentHash, sections } = event.data;
      const seats = gate.seats.map((seat): Seat => {
        if (!tasks.includes(seat.task)) return seat;
        return { ...seat, ...EMPTY, outdated: sections === undefined ? null : seat.vote };
      });
      return { ...gate, seats, contentHash };
    }
    case 'votes-stand-again':
      return event.data.tasks.reduce((found, task) => {
        const vote = seatOf(found, task)?.outdated ?? null;
        return vote === null ? found : withVote(found, { task }, vote);
      }, gate);
    case 'votes-carried':
      return event.data.carried.reduce((found, { task, from, by, votedAt: at }) => {
        const earlier = found.earlier.find(({ vote }) => isOneVote(vote, { by, at, cast: { task: from } }));
        return earlier === undefined ? found : withCarried(found, task, earlier);
      }, gate);
    case 'referral-answered': {
      const { authority, answer, reference } = event.data;
      const referrals = gate.referrals.map((each) =>
        each.authority === authority ? { ...each, answer, reference, at: event.at } : each,
      );
      return { ...gate, referrals, suspended: referrals.some((each) => each.answer === 'called-in') };
    }
    case 'requirement-overridden': {
      const { requirement, by, reason } = event.data;
      return { ...gate, overrides: [...gate.overrides, { requirement, by, reason, at: event.at }] };
    }
    case 'gate-reminded':
      return { ...gate, reminded: true, nextLookAt: event.data.nextLookAt };
    case 'advice-not-given':
      return withSeat(gate, event.data.task, { state: 'expired' });
    case 'gate-past-due':
      return { ...gate, pastDue: gate.pastDue + 1, nextLookAt: event.data.nextLookAt };
    case 'verdict-retaken':
      return { ...gate, receipt: briefly(event.data.receipt) };
    case 'policy-moved': {
      const { from, to, undo } = event.data;
      return { ...gate, moved: undo ? null : { from, to } };
    }
    default:
      return never(event);
  }
}

/** Whoever takes an answer back takes back with it what they said at gates before; that alone may be taken back too. */
function withoutAnswer(
  gate: Gate,
  { task, because, earlier }: Extract<AtGateEvent, { type: 'vote-recalled' }>['data'],
): Gate {
  if (earlier !== undefined)
    return without(gate, ({ vote }) =>
      isOneVote(vote, { by: earlier.by, at: earlier.votedAt, cast: { task } }),
    );
  const seat = seatOf(gate, task);
  const by = because === undefined && seat !== undefined ? voteToRecall(seat)?.by : undefined;
  return withSeat(
    without(gate, ({ vote }) => vote.by === by),
    task,
    { ...EMPTY, outdated: null },
  );
}

function without(gate: Gate, gone: (each: EarlierVote) => boolean): Gate {
  const earlier = gate.earlier.filter((each) => !gone(each));
  return earlier.length === gate.earlier.length ? gate : { ...gate, earlier };
}

/** A gate as it opens; `before` is the one that it follows. */
export function opened(
  event: Extract<Happened, { type: 'gate-opened' }>,
  conditions: readonly Condition[],
  before: Gate | null = null,
): Gate {
  const { gate: id, seats, receipt, referrals, remindAt, takesOver, ...more } = event.data;
  const { calendar = SHIPPED_CALENDAR, ...rest } = more;
  return {
    ...rest,
    id,
    // A gate that was moved is followed by one that knows it, and no other.
    moved: before?.decision?.policy === undefined || takesOver === undefined ? null : before.moved,
    earlier: takesOver !== undefined && before?.id === takesOver ? earlierVotes(before) : [],
    calendar,
    receipt: briefly(receipt),
    state: 'open',
    seats: seats.map((seat) => ({ ...seat, ...EMPTY, outdated: null, questions: [], reminded: null })),
    referrals: referrals.map((each) => ({ ...each, answer: null, reference: null, at: null })),
    overrides: [],
    conditions,
    suspended: false,
    openedAt: event.at,
    nextLookAt: remindAt,
    reminded: false,
    clockStoppedAt: null,
    clockStoppedUntil: null,
    pastDue: 0,
    decidedAt: null,
    returnTo: null,
    decision: null,
  };
}

/** A gate that is over: seats that still waited are superseded with it. */
export function ended(gate: Gate | null, state: Exclude<Gate['state'], 'open'>, at: string): Gate | null {
  if (gate?.state !== 'open') return gate;
  const left = state === 'superseded' ? 'superseded' : 'cancelled';
  const seats = gate.seats.map((seat): Seat => (isWaiting(seat) ? { ...seat, state: left } : seat));
  return { ...gate, state, seats, clockStoppedAt: null, clockStoppedUntil: null, decidedAt: at };
}

function seatOf(gate: Gate, task: string): Seat | undefined {
  return gate.seats.find((seat) => seat.task === task);
}

function withSeat(gate: Gate, task: string, change: Partial<Seat>): Gate {
  return { ...gate, seats: gate.seats.map((seat) => (seat.task === task ? { ...seat, ...change } : seat)) };
}
