import type { BodyCode } from '../body.ts';
import { isWaiting, type Gate } from '../gate/gate.ts';
import type { Times } from '../gate/rules.ts';
import { decideForWorkflow } from './decide.ts';
import type { Given } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import { fold } from './evolve.ts';
import type { Initiative } from './initiative.ts';
import { standingOf } from './standing.ts';

export const AHEAD = ['gate-opens', 'reminder', 'question-lapses', 'past-due', 'moves-on'] as const;

/** Something that happens by itself at a time, unless somebody acts before. */
export interface Ahead {
  readonly what: (typeof AHEAD)[number];
  readonly at: string;
  /** A link of the gate rules' chain, or `owner`, or `workflow` where it is nobody's to be told. */
  readonly whom: string;
  /** Of which bodies. */
  readonly bodies: readonly BodyCode[];
}

/** Far more than a chain has links: what is told again and again is told here once. */
const MOST = 20;

/**
 * What happens next if nobody does anything, and when: until the last of the chain is told. It is found by taking the
 * workflow's own steps at the times at which it would, so it can say nothing that the workflow would not do.
 */
export function aheadOf(state: Initiative, given: Given): readonly Ahead[] {
  const { chain } = given.rules.times;
  const found: Ahead[] = [];
  let [at, now] = [state, given.now];
  for (let step = 0; step < MOST; step += 1) {
    const standing = standingOf(at, now);
    switch (standing.doing) {
      case 'nothing':
      case 'work':
        return found;
      case 'open-gate':
        return [...found, { what: 'gate-opens', at: now, whom: WORKFLOW, bodies: [] }];
      case 'move-on':
        return [...found, { what: 'moves-on', at: now, whom: WORKFLOW, bodies: [] }];
      case 'decide':
        now = standing.until;
        break;
      case 'remind':
      case 'escalate-within-level': {
        const { gate } = at;
        const { events } = decideForWorkflow(at, { type: standing.doing }, { ...given, now });
        if (gate === null || events.length === 0) return found;
        found.push(...events.flatMap((event) => toldOf(event, gate, now, chain)));
        at = after(at, events, now);
        // It goes on telling the last of them: that is said by its time among the rules.
        if ((at.gate?.pastDue ?? 0) >= Math.max(1, chain.length - 1)) return found;
      }
    }
  }
  return found;
}

/** One link of the chain within the level, and whether it has been told. */
export interface Link {
  readonly whom: string;
  readonly told: boolean;
  /** When it is told if nobody acts; `null` where it has been, or where no time runs. */
  readonly at: string | null;
}

/** The chain of an open gate, and how far along it the gate is. The first are told by the reminder before the due date. */
export function chainOf(
  { reminded, pastDue }: Pick<Gate, 'reminded' | 'pastDue'>,
  { chain }: Pick<Times, 'chain'>,
  ahead: readonly Ahead[],
): readonly Link[] {
  const reminder = ahead.find(({ what }) => what === 'reminder');
  const passed = ahead.filter(({ what }) => what === 'past-due');
  return chain.map((whom, index) => {
    const told = index === 0 ? reminded : pastDue >= index;
    const next = index === 0 ? reminder : passed[index - pastDue - 1];
    return { whom, told, at: told ? null : (next?.at ?? null) };
  });
}

function toldOf(event: Event, gate: Gate, at: string, chain: readonly string[]): readonly Ahead[] {
  if (event.type === 'gate-reminded') {
    const bodies = [...new Set(gate.seats.filter(isWaiting).flatMap((seat) => seat.bodies))];
    return [{ what: 'reminder', at, whom: chain[0] ?? 'approvers', bodies }];
  }
  if (event.type === 'information-not-given')
    return [{ what: 'question-lapses', at, whom: 'owner', bodies: [] }];
  if (event.type === 'gate-past-due')
    return [{ what: 'past-due', at, whom: event.data.tell, bodies: gate.bodies }];
  return [];
}

function after(state: Initiative, events: readonly Event[], now: string): Initiative {
  const happened = events.map((event, index) => ({
    ...event,
    n: state.n + 1 + index,
    at: now,
    actor: WORKFLOW,
  }));
  return fold(state.id, happened, state);
}
