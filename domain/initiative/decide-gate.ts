import { workingDaysAfter, workingDaysBetween, type Calendar } from '../calendar.ts';
import { seal } from '../content.ts';
import { gateId, isWaiting, isWaitingForOwner, type Condition, type Gate, type Seat } from '../gate/gate.ts';
import { endByDecline, isAsked, quorumIsMet } from '../gate/quorum.ts';
import { allMet, moneyAbove, requirementsOf } from '../gate/requirements.ts';
import { withTasks, type Route } from '../gate/route.ts';
import { uuidFrom } from '../log/hash.ts';
import { isAbove } from '../level.ts';
import { stageAfter, type Stage } from '../stage.ts';
import { accept, type Decision, type Given } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import { evolve } from './evolve.ts';
import { routeAt } from './gate-policy.ts';
import { contentHashOf, type Initiative } from './initiative.ts';
import { notRoutedNationally } from './policy-change.ts';
import { standingOf } from './standing.ts';

/** Opens the gate of a presented stage, at the level and with the seats of its verdict. */
export function openGate(state: Initiative, given: Given): Decision {
  if (standingOf(state, given.now).doing !== 'open-gate') return accept();
  const { stage } = state;
  const { round } = state.stages[stage];
  if (stage !== 'develop-plan' && moneyAbove(state).length > 0)
    return accept(...sendBack(state, stage, 'develop-plan', 'money-above-approved', moneyText(state)));
  const route = routeAt(state, stage, given);
  if (!route.ok)
    return accept(
      ...sendBack(state, stage, stage, 'facts-invalid', route.error.map((each) => each.detail).join(' ')),
    );
  const { home, level, bodies, deciding, told } = route.value;
  const elsewhere = notRoutedNationally(state, stage, route.value);
  if (elsewhere !== null) return accept(...sendBack(state, stage, stage, elsewhere.code, elsewhere.detail));
  // The map may have changed since it was presented. A gate without seats would be met by nobody's agreement.
  if (bodies.length === 0)
    return accept(
      ...sendBack(state, stage, stage, 'nobody-decides', `No body of level ${level} is registered.`),
    );
  const at = { gate: gateId(state.id, stage, round), stage };
  return accept(
    opening(state, { stage, round }, route.value, given),
    ...(isAbove(level, home)
      ? [{ type: 'gate-escalated', data: { ...at, from: home, to: level, deciding } } as const]
      : []),
    ...(told.length > 0 ? [{ type: 'systems-told', data: { ...at, systems: told } } as const] : []),
  );
}

/** A gate opens, as its route says, with the due date of the day. */
export function opening(
  state: Initiative,
  { stage, round }: { readonly stage: Stage; readonly round: number },
  route: Route,
  given: Given,
): Extract<Event, { type: 'gate-opened' }> {
  const { times } = given.rules;
  const { home, level, bodies, receipt, referrals } = route;
  const gate = gateId(state.id, stage, round);
  const { seats, quorum } = withTasks(route, gate);
  const calendar = given.calendars.for(bodies, given.bodies);
  const dueAt = workingDaysAfter(given.now, times.decideWithin, calendar);
  return {
    type: 'gate-opened',
    data: {
      ...{ gate, stage, round, home, level, bodies, receipt, quorum, referrals, dueAt },
      rulesVersion: given.rules.version,
      seats,
      contentHash: contentHashOf(state, stage),
      ...takingOver(state, stage, round),
      remindAt: workingDaysAfter(dueAt, -times.remindBefore, calendar),
      calendar: { id: calendar.id, version: calendar.version },
    },
  };
}

/** The gate of the round before, where what routes it sent it here: nobody worked on the stage in between. */
function takingOver({ gate }: Initiative, stage: Stage, round: number): { readonly takesOver?: string } {
  const follows = gate?.state === 'superseded' && gate.stage === stage && gate.round === round - 1;
  return follows ? { takesOver: gate.id } : {};
}

/**
 * Reminds those who have not answered, before the due date. While the clock stands it is the owner who has not answered:
 * what was asked longest ago is waited for no more, its task goes back to its queue, and the clock goes on
 * when nobody else waits.
 */
export function remind(state: Initiative, given: Given): Decision {
  const gate = state.gate;
  if (standingOf(state, given.now).doing !== 'remind' || gate === null) return accept();
  if (gate.clockStoppedUntil !== null) {
    const late = gate.seats.filter(
      (seat) => isWaitingForOwner(seat) && limitOf(gate, seat, given) <= given.now,
    );
    const unanswered = late.map((seat): Event => ({
      type: 'information-not-given',
      data: { ...at(gate), task: seat.task },
    }));
    return accept(...andWhatFollows(state, given, WORKFLOW, ...unanswered));
  }
  const tasks = gate.seats.filter((seat) => isWaiting(seat) && isAsked(gate, seat)).map((seat) => seat.task);
  return accept({ type: 'gate-reminded', data: { ...at(gate), tasks, nextLookAt: gate.dueAt } });
}

/**
 * The due date passed. Somebody further along the chain *within the level* is told; advice that was not given is
 * recorded and holds nothing up. Time passing never raises a level.
 */
export function escalateWithinLevel(state: Initiative, given: Given): Decision {
  const gate = state.gate;
  if (standingOf(state, given.now).doing !== 'escalate-within-level' || gate === null) return accept();
  const { chain, tellAgainAfter } = given.rules.times;
  const tell = chain[Math.min(gate.pastDue + 1, chain.length - 1)] ?? 'board';
  const nextLookAt = workingDaysAfter(given.now, tellAgainAfter, given.calendars.ofGate(gate.calendar));
  const silent = gate.seats.filter((seat) => seat.kind === 'advice' && isWaiting(seat));
  // A claim that outlasts the due date goes back to the queue, for somebody who is there.
  const held = gate.seats.filter((seat) => seat.kind !== 'advice' && seat.state === 'claimed');
  return accept(
    ...held.map((seat): Event => ({
      type: 'task-released',
      data: { ...at(gate), task: seat.task, by: seat.claimedBy ?? WORKFLOW },
    })),
    ...silent.map((seat): Event => ({ type: 'advice-not-given', data: { ...at(gate), task: seat.task } })),
    { type: 'gate-past-due', data: { ...at(gate), level: gate.level, tell, nextLookAt } },
  );
}

/** Goes on from a gate that is decided: to the next stage, back to an earlier one, or to the end. */
export function moveOn(state: Initiative, given: Given): Decision {
  const gate = state.gate;
  if (standingOf(state, given.now).doing !== 'move-on' || gate === null) return accept();
  switch (gate.state) {
    case 'approved': {
      const next = stageAfter(gate.stage);
      return accept(next === null ? { type: 'initiative-closed', data: {} } : started(state, next));
    }
    case 'declined':
      return accept({ type: 'initiative-declined', data: { stage: gate.stage } });
    case 'changes-requested':
    case 'returned':
      return accept(
        ...sendBack(state, gate.stage, gate.returnTo ?? gate.stage, gate.state, reasons(gate).join(' ')),
      );
    case 'open':
    case 'superseded':
      return accept();
  }
}

/** Events at a gate, and what follows from them at once: its decision, or its clock that stops or goes on. */
export function andWhatFollows(
  state: Initiative,
  given: Given,
  actor: string,
  ...events: readonly Event[]
): readonly Event[] {
  const after = events.reduce<Initiative>(
    (found, event) => evolve(found, { ...event, n: found.n + 1, at: given.now, actor }, state.id),
    state,
  );
  const decision = decisionOf(after, given);
  return [...events, ...(decision.length > 0 ? decision : clockOf(after, given))];
}

/**
 * The clock of an open gate stands while a decider waits for the owner, and goes on when none does any more. It is said
 * again when the next of several questions ends at another time.
 */
function clockOf(state: Initiative, given: Given): readonly Event[] {
  const gate = state.gate;
  if (gate?.state !== 'open') return [];
  const { clockStoppedAt: stoppedAt, dueAt, nextLookAt } = gate;
  const [until] = gate.seats
    .filter(isWaitingForOwner)
    .map((seat) => limitOf(gate, seat, given))
    .sort();
  if (until !== undefined)
    return until === gate.clockStoppedUntil ? [] : [{ type: 'clock-stopped', data: { ...at(gate), until } }];
  if (stoppedAt === null) return [];
  const calendar = given.calendars.ofGate(gate.calendar);
  const workingDays = workingDaysBetween(stoppedAt, given.now, calendar);
  const later = (instant: string) => laterBy(workingDays, instant, { stoppedAt, now: given.now, calendar });
  return [
    {
      type: 'clock-started',
      data: { ...at(gate), stoppedAt, workingDays, dueAt: later(dueAt), nextLookAt: later(nextLookAt) },
    },
  ];
}

/** How long the answer to a seat's question is waited for: the owner has as long as the deciders. */
function limitOf({ calendar }: Gate, { questions }: Seat, { now, rules, calendars }: Given): string {
  const asked = questions.at(-1)?.at ?? now;
  return workingDaysAfter(asked, rules.times.decideWithin, calendars.ofGate(calendar));
}

/**
 * What had passed when the clock stopped has passed. What was ahead is as many working days later, and still ahead: it
 * never falls on a moment at which people waited for the owner.
 */
function laterBy(
  workingDays: number,
  instant: string,
  {
    stoppedAt,
    now,
    calendar,
  }: { readonly stoppedAt: string; readonly now: string; readonly calendar: Calendar },
): string {
  if (instant <= stoppedAt) return instant;
  const moved = workingDays === 0 ? instant : workingDaysAfter(instant, workingDays, calendar);
  if (moved > now) return moved;
  const today = workingDaysAfter(now, 0, calendar);
  return today > now ? today : workingDaysAfter(now, 1, calendar);
}

/**
 * The gate's decision, once there is one. A decline ends it, but an ICS's decline returns it to the owner and names
 * the ICS; changes requested and returns send it back; it is approved when every approval and signature is there and
 * nothing holds it. Source: policy/gates, "Answers".
 */
export function decisionOf(state: Initiative, given: Given): readonly Event[] {
  const gate = state.gate;
  if (gate?.state !== 'open') return [];
  const base = {
    ...at(gate),
    conditions: [] as readonly Condition[],
    returnTo: null,
    declinedBy: null,
    approvedMoney: null,
  };
  const decided = (
    data: Partial<Extract<Event, { type: 'gate-decided' }>['data']> & {
      state: Exclude<Gate['state'], 'open'>;
    },
    because: readonly string[],
    requirements = requirementsOf(state, gate, given.rules),
  ): readonly Event[] => [{ type: 'gate-decided', data: { ...base, requirements, ...data, because } }];
  const end = endByDecline(gate);
  if (end !== null) {
    const { how, seats } = end;
    // The last of them ended it.
    const { vote: last } = seats.reduce((a, b) => ((a.vote?.at ?? '') > (b.vote?.at ?? '') ? a : b));
    const data =
      how === 'ends' ? { state: 'declined' as const } : { state: 'returned' as const, returnTo: gate.stage };
    return decided(
      { ...data, declinedBy: last?.body ?? null },
      seats.map(({ task }) => task),
    );
  }
  for (const { task, vote } of gate.seats) {
    if (vote === null) continue;
    if (vote.outcome === 'request-changes')
      return decided({ state: 'changes-requested', returnTo: gate.stage }, [task]);
    if (vote.outcome === 'return')
      return decided({ state: 'returned', returnTo: vote.returnTo ?? gate.stage }, [task]);
  }
  if (gate.suspended || !quorumIsMet(gate)) return [];
  const agreed = gate.seats.filter((seat) => seat.kind !== 'advice' && seat.vote?.outcome === 'approve');
  const requirements = requirementsOf(state, gate, given.rules);
  if (!allMet(requirements)) return [];
  return decided(
    {
      state: 'approved',
      conditions: conditionsOf(gate),
      approvedMoney:
        gate.stage === 'develop-plan'
          ? {
              revenueGbp: state.facts.revenueGbp ?? 0,
              capitalGbp: state.facts.capitalGbp ?? 0,
              consultancyGbp: state.facts.consultancyGbp ?? 0,
            }
          : null,
    },
    agreed.map((seat) => seat.task),
    requirements,
  );
}

function conditionsOf(gate: Gate): readonly Condition[] {
  return gate.seats.flatMap(({ task, vote }) =>
    (vote?.conditions?.value ?? []).map((text, index): Condition => {
      const id = uuidFrom('condition', task, index);
      return { id, from: gate.stage, text: seal(text, vote?.conditions?.salt ?? '') };
    }),
  );
}

function sendBack(state: Initiative, from: Stage, to: Stage, code: string, detail: string): readonly Event[] {
  const words = seal(detail, state.salt.value ?? '');
  return [{ type: 'stage-sent-back', data: { from, to, code, detail: words } }, started(state, to)];
}

function started(state: Initiative, stage: Stage): Event {
  return { type: 'stage-started', data: { stage, round: state.stages[stage].round + 1 } };
}

function reasons(gate: Gate): readonly string[] {
  return gate.seats.flatMap(({ vote }) =>
    vote !== null && vote.outcome !== 'approve' && vote.outcome !== 'advise'
      ? [`${vote.body}: ${vote.reason?.value ?? vote.outcome}`]
      : [],
  );
}

/** What of the money is above what was approved, in a sentence for each. */
export function moneyText(state: Initiative): string {
  return moneyAbove(state)
    .map(
      (fact) => `${fact} is ${state.facts[fact] ?? 0}, and ${state.approvedMoney?.[fact] ?? 0} was approved.`,
    )
    .join(' ');
}

/** Which gate an event is of. */
export function at(gate: Gate): { gate: string; stage: Stage } {
  return { gate: gate.id, stage: gate.stage };
}
