import { expect } from 'chai';
import holidays from '../../reference/bank-holidays.json' with { type: 'json' };
import gateRules from '../../policies/gates-2.json' with { type: 'json' };
import type { Calendar } from '../../domain/calendar.ts';
import { calendarsFrom } from '../../domain/calendars/calendars.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { readGateRules } from '../../domain/gate/read-rules.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import type { PersonCommand, WorkflowCommand } from '../../domain/initiative/commands.ts';
import { decide, decideForWorkflow } from '../../domain/initiative/decide.ts';
import type { Decision, Given } from '../../domain/initiative/decision.ts';
import { WORKFLOW, type Event, type EventType, type Happened } from '../../domain/initiative/events.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Person } from '../../domain/person.ts';
import { refusal, type RefusalCode } from '../../domain/refusal.ts';
import { shippedCalendar } from '../../store/calendars.ts';
import { MAP } from './bodies.ts';
import { policyOf, SHIPPED_XML } from './shipped-policy.ts';

export const ID = uuidFrom('initiative', 'of the tests');
/** A Monday morning. */
export const NOW = '2026-11-02T09:00:00.000Z';
export const RULES = rulesOf(gateRules);
export const CALENDAR: Calendar = holidays;
/** The world of the tests: the shipped policy, gate rules and calendar, the example map, a clock that stands. */
export const WORLD: Given = {
  now: NOW,
  bodies: MAP,
  get policy(): Policy {
    if (policy === undefined)
      throw new Error('A story is told inside a test: the policy is read before the first');
    return policy;
  },
  rules: RULES,
  calendars: calendarsFrom([shippedCalendar()], []),
};

// Read once, in a hook of the whole run: a module that awaits would be loaded apart from those that share servers.
let policy: Policy | undefined;
before(async () => {
  policy ??= await policyOf(SHIPPED_XML);
});

/** Gate rules of a file, which is without mistake. */
export function rulesOf(file: unknown): GateRules {
  const rules = readGateRules(file);
  if (!rules.ok) throw new Error(JSON.stringify(rules.error));
  return rules.value;
}

/** Where a story stands. */
export interface Moment {
  readonly state: Initiative | null;
  readonly happened: readonly Happened[];
  readonly world: Given;
}

/** One thing of the past: an event, somebody's command that was accepted, a step, another day, or several of them. */
export type Past = Event | ((moment: Moment) => Moment) | readonly Past[];

/** A command as it is, or as it follows from where things stand. */
export type Asked = PersonCommand | ((state: Initiative, by: Person) => PersonCommand);

/** What is expected of an event: its type, or its type and some of its data. */
export type Expected = EventType | { readonly type: EventType; readonly data: object };

const START: Moment = { state: null, happened: [], world: WORLD };

/** Given what happened, when somebody asks, then this follows. */
export function given(...past: readonly Past[]) {
  const moment = tell(START, past);
  return {
    moment,
    /** The initiative as its events left it. */
    get state(): Initiative {
      return stateOf(moment);
    },
    get gate(): Gate {
      return gateOf(moment);
    },
    when: (asked: Asked, by: Person) => outcome(moment, decided(moment, asked, by), by.id),
    whenStep: (type: WorkflowCommand['type']) =>
      outcome(moment, decideForWorkflow(stateOf(moment), { type }, moment.world), WORKFLOW),
  };
}

/** Somebody asked for this, and it was done. */
export function did(by: Person, asked: Asked): Past {
  return (moment) => {
    const decision = decided(moment, asked, by);
    if (!decision.accepted) throw new Error(`The past was refused: ${decision.refusal.detail}`);
    return after(moment, decision.events, by.id);
  };
}

/** The workflow asked for this. */
export function step(type: WorkflowCommand['type']): Past {
  return (moment) =>
    after(moment, decideForWorkflow(stateOf(moment), { type }, moment.world).events, WORKFLOW);
}

/** From here on the world is different: another time, map, policy or rules. */
export function now(different: Partial<Given>): Past {
  return (moment) => ({ ...moment, world: { ...moment.world, ...different } });
}

/** The past that follows from where things stand. */
export function follows(past: (state: Initiative) => Past): Past {
  return (moment) => tell(moment, [past(stateOf(moment))]);
}

export function tell(moment: Moment, past: readonly Past[]): Moment {
  return past.reduce<Moment>((found, each) => {
    if (typeof each === 'function') return each(found);
    if (!('type' in each)) return tell(found, each);
    return after(found, [each], found.state?.owner ?? 'somebody');
  }, moment);
}

export function stateOf({ state }: Moment): Initiative {
  if (state === null) throw new Error('Nothing was drafted');
  return state;
}

function gateOf(moment: Moment): Gate {
  const { gate } = stateOf(moment);
  if (gate === null) throw new Error('No gate was opened');
  return gate;
}

function decided({ state, world }: Moment, asked: Asked, by: Person): Decision {
  const command = typeof asked === 'function' ? asked(stateOf({ state, world, happened: [] }), by) : asked;
  return decide(state, command, { ...world, by });
}

/** What is stored and folded when events are accepted, as the command handler does it. */
export function after(moment: Moment, events: readonly Event[], actor: string): Moment {
  if (events.length === 0) return moment;
  const n = moment.state?.n ?? 0;
  const happened = events.map((event, index): Happened => ({
    ...event,
    n: n + 1 + index,
    at: moment.world.now,
    actor,
  }));
  return {
    ...moment,
    state: fold(ID, happened, moment.state),
    happened: [...moment.happened, ...happened],
  };
}

function outcome(before: Moment, decision: Decision, actor: string) {
  const moment = after(before, decision.events, actor);
  const wanted = (...expected: readonly Expected[]) => {
    if (!decision.accepted) throw new Error(`Refused, ${decision.refusal.code}: ${decision.refusal.detail}`);
    expect(decision.events.map((event) => event.type)).to.deep.equal(
      expected.map((each) => (typeof each === 'string' ? each : each.type)),
    );
    decision.events.forEach((event, index) => {
      const each = expected[index];
      if (each === undefined || typeof each === 'string') return;
      const picked = Object.fromEntries(Object.entries(event.data).filter(([key]) => key in each.data));
      expect(picked, event.type).to.deep.equal(each.data);
    });
    return { moment, state: stateOf(moment), gate: stateOf(moment).gate };
  };
  return {
    /** Exactly these events follow, in this order. */
    then: wanted,
    /** It is accepted, and changes nothing. */
    thenNothing: () => wanted(),
    /** It is refused; a refused vote, or an attempt at what is not theirs, is recorded, and nothing else happens. */
    thenRefused: (code: RefusalCode) => {
      const refused = decision.accepted ? refusal('invalid', 'It was accepted') : decision.refusal;
      expect(refused, JSON.stringify(decision.events)).to.include({ code });
      for (const event of decision.events)
        expect(event.type).to.be.oneOf(['vote-refused', 'attempt-refused']);
      if (before.state !== null) {
        const { n, at, attempts } = stateOf(moment);
        expect(moment.state).to.deep.equal({ ...before.state, n, at, attempts });
      }
      return { refusal: refused, events: decision.events, moment };
    },
  };
}
