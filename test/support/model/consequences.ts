import { STAGES, type Stage } from '../../../domain/stage.ts';
import { closing, workingDaysOver } from './calendar.ts';
import { cannotFill, cannotHold } from './may-not.ts';
import {
  empty,
  held,
  shownAt,
  suspended,
  waits,
  type Gate,
  type Model,
  type Seat,
  type Vote,
} from './state.ts';

/** What the content that lacks something lacks, by the id of the requirement that then stays open. */
export const LACKS: Readonly<Record<Stage, string>> = {
  'develop-plan': 'equality',
  'support-people': 'support-for-systems',
  'guide-expectations': 'standards',
  'deliver-improvement': 'milestones',
  'assure-accountability': 'sustained-by',
};
export const LACKING = 2;

/** What else each later stage is asked for. */
const OTHERS: Readonly<Record<Stage, readonly string[]>> = {
  'develop-plan': [],
  'support-people': ['support-for-people'],
  'guide-expectations': ['measure'],
  'deliver-improvement': ['cycles'],
  'assure-accountability': ['outcome', 'lesson'],
};

const TEN_DAYS = 10;

/** The requirements that still hold a gate, beside its seats. */
export function openRequirements({ stages }: Model, gate: Gate): readonly string[] {
  const { content } = stages[gate.stage];
  const { stage } = gate;
  const lacks = content?.variant === LACKING ? [LACKS[stage]] : [];
  // The plan was sent before it was submitted; of a later stage nothing may have been.
  const nothing = content === null ? [LACKS[stage], ...OTHERS[stage]] : lacks;
  const notices = [...gate.notices].filter(([, answer]) => answer === 'none' || answer === 'called-in');
  return [
    ...nothing,
    ...notices.map(([authority]) => `notice:${authority}`),
    ...gate.conditions
      .filter((each) => content?.evidence.includes(each) !== true)
      .map((each) => `condition:${each}`),
  ].filter((each) => !gate.setAside.has(each));
}

export const needed = ({ seats }: Gate) => seats.filter(({ kind }) => kind !== 'advice');

function end(gate: Gate, state: Gate['state']): void {
  const left = state === 'superseded' ? 'superseded' : 'cancelled';
  for (const seat of gate.seats) if (waits(seat)) seat.state = left;
  gate.state = state;
  gate.stoppedAt = null;
  gate.stoppedUntil = null;
}

export function supersede(model: Model): void {
  if (model.gate?.state === 'open') end(model.gate, 'superseded');
}

function decided(model: Model, gate: Gate, state: Gate['state']): true {
  end(gate, state);
  model.left.push('gate-decided');
  return true;
}

/** Whether a gate is decided by what it has now. */
export function decide(model: Model, gate: Gate): boolean {
  if (gate.state !== 'open') return false;
  for (const { kind, vote } of gate.seats) {
    if (vote === null || vote.outcome === 'approve' || vote.outcome === 'advise') continue;
    gate.returnTo = vote.outcome === 'return' ? vote.returnTo : gate.stage;
    if (vote.outcome === 'request-changes') return decided(model, gate, 'changes-requested');
    if (vote.outcome === 'return' || kind === 'signature') return decided(model, gate, 'returned');
    gate.returnTo = null;
    return decided(model, gate, 'declined');
  }
  if (suspended(gate) || openRequirements(model, gate).length > 0) return false;
  if (!needed(gate).every(({ vote }) => vote?.outcome === 'approve')) return false;
  model.stages[gate.stage].state = 'decided';
  model.conditions = gate.seats.reduce((sum, { vote }) => sum + (vote?.conditions ?? 0), 0);
  return decided(model, gate, 'approved');
}

/** A gate's clock stands while a decider waits for the owner. */
function clock(model: Model, gate: Gate): void {
  if (gate.state !== 'open') return;
  const asked = needed(gate).filter(({ state }) => state === 'info-requested');
  const until = asked.map((seat) => closing(seat.questions.at(-1)!.at, TEN_DAYS)).sort()[0];
  if (until !== undefined) {
    if (gate.stoppedUntil === until) return;
    gate.stoppedAt ??= model.now;
    gate.stoppedUntil = until;
    model.left.push('clock-stopped');
    return;
  }
  if (gate.stoppedAt === null) return;
  const stopped = gate.stoppedAt;
  const days = workingDaysOver(stopped, model.now);
  const moved = (instant: string) => {
    if (instant <= stopped) return instant;
    const then = days === 0 ? instant : closing(instant, days);
    if (then > model.now) return then;
    const today = closing(model.now, 0);
    return today > model.now ? today : closing(model.now, 1);
  };
  gate.dueAt = moved(gate.dueAt);
  gate.lookAt = moved(gate.lookAt);
  gate.stoppedAt = null;
  gate.stoppedUntil = null;
  model.left.push('clock-started');
}

/** What follows at once from something that happened at a gate. */
export function follow(model: Model, gate: Gate): void {
  if (!decide(model, gate)) clock(model, gate);
}

/** An answer leaves nobody holding what can no longer be theirs; one that ends the gate only takes back what who gave it holds. */
export function letGo(model: Model, gate: Gate, filled: Seat): void {
  const { by, outcome } = filled.vote!;
  const goesOn = outcome === 'approve' || outcome === 'advise';
  for (const seat of gate.seats) {
    const { holder } = seat;
    if (seat === filled || holder === null || !held(seat)) continue;
    if (holder.id !== by.id && (!goesOn || cannotFill(model, gate, seat, holder) === null)) continue;
    empty(seat);
    model.left.push('task-released');
  }
}

/** What approvers are shown has changed, or not: those who answered on other words are asked again. */
export function shownAnew(model: Model): void {
  const { gate } = model;
  if (gate?.state !== 'open') return;
  const shown = shownAt(model, gate.stage);
  if (shown === gate.shown) return;
  gate.shown = shown;
  gate.hash = '';
  for (const seat of gate.seats) {
    const { vote } = seat;
    if (vote === null || vote.shown === shown) continue;
    empty(seat);
    seat.outdated = vote;
  }
  model.left.push('votes-outdated');
  if (gate.seats.filter((seat) => standsAgain(model, gate, seat)).length > 0)
    model.left.push('votes-stand-again');
  decide(model, gate);
}

/** What is undone in time: the vote is in its seat again, unless what was done meanwhile leaves no room for it. */
function standsAgain(model: Model, gate: Gate, seat: Seat): boolean {
  const { outdated: vote } = seat;
  if (vote === null || seat.state !== 'ready' || vote.shown !== gate.shown) return false;
  if (cannotHold(model, gate, seat, vote.by) !== null) return false;
  fill(seat, vote);
  const inTheWay = gate.seats.some(
    (other) => held(other) && other.holder !== null && cannotFill(model, gate, other, other.holder) !== null,
  );
  if (inTheWay) Object.assign(seat, { state: 'ready', holder: null, vote: null, outdated: vote });
  return !inTheWay;
}

export function fill(seat: Seat, vote: Vote): void {
  Object.assign(seat, { state: 'completed', holder: vote.by, vote, outdated: null });
}

export function startStage(model: Model, stage: Stage): void {
  model.stage = stage;
  const work = model.stages[stage];
  work.state = 'working';
  work.round += 1;
  for (const later of STAGES.slice(STAGES.indexOf(stage) + 1)) {
    const { state } = model.stages[later];
    if (state === 'working' || state === 'presented') model.stages[later].state = 'waiting';
  }
  model.left.push('stage-started');
}

export type Turn =
  'nothing' | 'work' | 'decide' | 'open-gate' | 'remind' | 'escalate-within-level' | 'move-on';

/** Whose turn it is. */
export function turn({ status, stage, stages, gate, now }: Model): Turn {
  if (status !== 'under-way') return 'nothing';
  const { state, round } = stages[stage];
  if (state === 'decided') return 'move-on';
  if (state !== 'presented') return 'work';
  if (gate?.stage !== stage || gate.round !== round) return 'open-gate';
  if (gate.state !== 'open') return 'move-on';
  if (gate.stoppedUntil !== null) return now < gate.stoppedUntil ? 'decide' : 'remind';
  if (now < gate.lookAt) return 'decide';
  return gate.reminded ? 'escalate-within-level' : 'remind';
}

/** What the workflow's step leaves, where it is its turn. */
export function step(model: Model, what: Turn): void {
  if (turn(model) !== what) return;
  const { gate, now } = model;
  if (what === 'open-gate') openGate(model);
  if (gate === null) return;
  if (what === 'remind') remind(model, gate);
  if (what === 'move-on') moveOn(model, gate);
  if (what !== 'escalate-within-level') return;
  for (const seat of gate.seats)
    if (seat.kind !== 'advice' && seat.state === 'claimed') {
      empty(seat);
      model.left.push('task-released');
    }
  for (const seat of gate.seats)
    if (seat.kind === 'advice' && waits(seat)) {
      seat.state = 'expired';
      model.left.push('advice-not-given');
    }
  gate.pastDue += 1;
  gate.lookAt = closing(now, 5);
  model.left.push('gate-past-due');
}

function openGate(model: Model): void {
  const { stage, stages, scenario, now, gate: before } = model;
  if (before !== null) model.oldTasks.push(...before.seats.map(({ task }) => task));
  const { level, seats, quorums, notices } = scenario.gate(stage);
  const dueAt = closing(now, TEN_DAYS);
  model.gate = {
    ...{ id: '', stage, round: stages[stage].round, level, quorums, dueAt, pastDue: 0, returnTo: null },
    ...{ state: 'open', shown: shownAt(model, stage), hash: '', lookAt: closing(dueAt, -2), reminded: false },
    ...{ stoppedAt: null, stoppedUntil: null, conditions: [], conditionsExpected: model.conditions },
    bodies: quorums.map(({ body }) => body),
    notices: new Map(notices.map((each) => [each, 'none'])),
    setAside: new Set(),
    seats: seats.map((seat): Seat => ({
      ...seat,
      ...{
        task: '',
        state: 'ready',
        holder: null,
        vote: null,
        outdated: null,
        prepared: null,
        questions: [],
        reminded: null,
      },
    })),
  };
  model.left.push('gate-opened');
}

function remind(model: Model, gate: Gate): void {
  const { now } = model;
  if (gate.stoppedUntil === null) {
    gate.reminded = true;
    gate.lookAt = gate.dueAt;
    model.left.push('gate-reminded');
    return;
  }
  for (const seat of needed(gate)) {
    if (seat.state !== 'info-requested' || closing(seat.questions.at(-1)!.at, TEN_DAYS) > now) continue;
    empty(seat);
    model.left.push('information-not-given');
  }
  follow(model, gate);
}

function moveOn(model: Model, gate: Gate): void {
  if (gate.state === 'declined') {
    model.status = 'declined';
    model.left.push('initiative-declined');
  }
  if (gate.state === 'changes-requested' || gate.state === 'returned') {
    model.left.push('stage-sent-back');
    startStage(model, gate.returnTo ?? gate.stage);
  }
  if (gate.state !== 'approved') return;
  const next = STAGES[STAGES.indexOf(gate.stage) + 1];
  if (next !== undefined) {
    startStage(model, next);
    return;
  }
  model.status = 'closed';
  model.left.push('initiative-closed');
}
