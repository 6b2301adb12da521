import type { Condition, Gate, Seat } from '../gate/gate.ts';
import { isWaiting } from '../gate/gate.ts';
import { never } from '../result.ts';
import { isEarlierStage, type Stage } from '../stage.ts';
import type { Happened } from './events.ts';
import { noWork, type Initiative, type StageWork } from './initiative.ts';

/**
 * Folds one event into an initiative. Pure, and total over the events: what an initiative is follows from what
 * happened to it and from nothing else.
 */
export function evolve(state: Initiative | null, event: Happened, id: string): Initiative {
  if (event.type === 'initiative-drafted') return drafted(event, id);
  if (state === null) throw new Error(`${event.type} before initiative-drafted`);
  const next = { ...state, n: event.n, at: event.at };
  return { ...next, ...change(next, event) };
}

/** Folds a whole history. */
export function fold(id: string, events: readonly Happened[], from: Initiative | null = null): Initiative {
  const state = events.reduce<Initiative | null>((found, event) => evolve(found, event, id), from);
  if (state === null) throw new Error('An initiative has at least one event');
  return state;
}

function drafted(event: Extract<Happened, { type: 'initiative-drafted' }>, id: string): Initiative {
  const { owner, ownerProfession, salt, proposal, facts, scope } = event.data;
  return {
    id,
    n: event.n,
    at: event.at,
    createdAt: event.at,
    status: 'draft',
    owner,
    ownerProfession,
    editors: [owner],
    salt,
    proposal,
    facts,
    scope,
    revision: 1,
    stage: 'develop-plan',
    stages: noWork(),
    gate: null,
    conditions: [],
    approvedMoney: null,
    sentBack: null,
  };
}

function change(
  state: Initiative,
  event: Exclude<Happened, { type: 'initiative-drafted' }>,
): Partial<Initiative> {
  switch (event.type) {
    case 'initiative-edited': {
      const { proposal, facts, scope } = event.data;
      return { proposal, facts, scope, revision: state.revision + 1, ...edited(state, event.actor) };
    }
    case 'initiative-submitted':
      return { status: 'under-way' };
    case 'initiative-withdrawn':
      return { status: 'withdrawn', gate: ended(state.gate, 'superseded', event.at) };
    case 'initiative-declined':
      return { status: 'declined' };
    case 'initiative-closed':
      return { status: 'closed' };
    case 'stage-started': {
      const { stage, round } = event.data;
      return { stage, stages: startedAgain(state, stage, round) };
    }
    case 'stage-content-sent': {
      const { stage, content } = event.data;
      const revision = state.stages[stage].revision + 1;
      return { ...withStage(state, stage, { content, revision }), ...edited(state, event.actor) };
    }
    case 'stage-presented':
      return { ...withStage(state, event.data.stage, { state: 'presented' }), sentBack: null };
    case 'stage-sent-back':
      return { sentBack: { code: event.data.code, detail: event.data.detail } };
    case 'gate-opened':
      return { gate: opened(event, state.conditions) };
    case 'gate-escalated':
    case 'systems-told':
    case 'vote-refused':
      return {};
    case 'gate-decided': {
      const { stage, state: outcome, returnTo, conditions, approvedMoney } = event.data;
      const { because, requirements, declinedBy } = event.data;
      const gate = ended(state.gate, outcome, event.at);
      return {
        gate: gate && { ...gate, returnTo, decision: { because, requirements, declinedBy } },
        ...withStage(state, stage, outcome === 'approved' ? { state: 'decided' } : {}),
        ...(outcome === 'approved' ? { conditions } : {}),
        ...(approvedMoney ? { approvedMoney } : {}),
      };
    }
    case 'task-claimed':
    case 'task-taken-over':
    case 'task-assigned':
    case 'task-delegated':
    case 'task-resolved':
    case 'task-released':
    case 'information-requested':
    case 'information-given':
    case 'information-not-given':
    case 'clock-stopped':
    case 'clock-started':
    case 'task-completed':
    case 'vote-recalled':
    case 'votes-outdated':
    case 'referral-answered':
    case 'requirement-overridden':
    case 'gate-reminded':
    case 'advice-not-given':
    case 'gate-past-due':
    case 'verdict-retaken':
      return { gate: state.gate && atGate(state.gate, event) };
    default:
      return never(event);
  }
}

/** A seat that waits for an answer again, by anybody who may fill it. */
const EMPTY = { state: 'ready', claimedBy: null, claimedAs: null, vote: null, delegation: null } as const;

type AtGateEvent = Extract<
  Happened,
  {
    type:
      | 'task-claimed'
      | 'task-taken-over'
      | 'task-assigned'
      | 'task-delegated'
      | 'task-resolved'
      | 'task-released'
      | 'information-requested'
      | 'information-given'
      | 'information-not-given'
      | 'clock-stopped'
      | 'clock-started'
      | 'task-completed'
      | 'vote-recalled'
      | 'votes-outdated'
      | 'referral-answered'
      | 'requirement-overridden'
      | 'gate-reminded'
      | 'advice-not-given'
      | 'gate-past-due'
      | 'verdict-retaken';
  }
>;

function atGate(gate: Gate, event: AtGateEvent): Gate {
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
      return withSeat(gate, task, {
        state: 'completed',
        claimedBy: vote.by,
        claimedAs: vote.profession,
        vote,
      });
    }
    case 'vote-recalled':
      return withSeat(gate, event.data.task, EMPTY);
    case 'votes-outdated': {
      const { tasks, contentHash } = event.data;
      const seats = gate.seats.map((seat): Seat =>
        tasks.includes(seat.task) ? { ...seat, ...EMPTY } : seat,
      );
      return { ...gate, seats, contentHash };
    }
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
      return { ...gate, receipt: event.data.receipt };
    default:
      return never(event);
  }
}

function opened(event: Extract<Happened, { type: 'gate-opened' }>, conditions: readonly Condition[]): Gate {
  const { gate: id, seats, referrals, remindAt, ...rest } = event.data;
  return {
    ...rest,
    id,
    state: 'open',
    seats: seats.map((seat) => ({ ...seat, ...EMPTY, questions: [] })),
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
function ended(gate: Gate | null, state: Exclude<Gate['state'], 'open'>, at: string): Gate | null {
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

function withStage(state: Initiative, stage: Stage, change: Partial<StageWork>): Pick<Initiative, 'stages'> {
  return { stages: { ...state.stages, [stage]: { ...state.stages[stage], ...change } } };
}

/** The stage that is worked now; a later one that was being worked waits for its turn again. */
function startedAgain({ stages }: Initiative, stage: Stage, round: number): Initiative['stages'] {
  const next = Object.entries(stages).map(([name, work]): [string, StageWork] => {
    if (work.stage === stage) return [name, { ...work, state: 'working', round }];
    const waits =
      isEarlierStage(stage, work.stage) && (work.state === 'working' || work.state === 'presented');
    return [name, waits ? { ...work, state: 'waiting' } : work];
  });
  return Object.fromEntries(next) as Initiative['stages'];
}

function edited(state: Initiative, actor: string): Pick<Initiative, 'editors'> {
  return { editors: state.editors.includes(actor) ? state.editors : [...state.editors, actor] };
}
