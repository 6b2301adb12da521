import type { BodyCode } from '../body.ts';
import type { Gate, Seat } from '../gate/gate.ts';
import { isWaiting } from '../gate/gate.ts';
import type { Level } from '../level.ts';
import type { Receipt } from '../policy/receipt.ts';
import type { Refusal } from '../refusal.ts';
import { decideForWorkflow } from './decide.ts';
import { movedTo, toBeMoved } from './decide-move.ts';
import type { Given } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import { evolve } from './evolve.ts';
import type { Initiative } from './initiative.ts';

type Carried = Extract<Event, { type: 'votes-carried' }>['data'];

/** Where a gate is decided, and why. */
export interface Place {
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  readonly receipt: Receipt;
}

/** What would become of an open gate if it were brought over to the policy in force. Nothing is changed by saying it. */
export interface Planned {
  readonly gate: Gate;
  readonly now: Place;
  readonly then:
    | { readonly what: 'stays'; readonly at: Place }
    | {
        readonly what: 'moves';
        readonly at: Place;
        /** The votes that would count on there, and those that would not. */
        readonly counts: Carried['carried'];
        readonly left: Carried['left'];
        /** What waits for somebody, and would be superseded. */
        readonly superseded: readonly Seat[];
      }
    | { readonly what: 'cannot-be-moved'; readonly why: Refusal };
}

/**
 * What a move of the open gate of an initiative would do, found by making it, and opening the gate that would follow; `null` where no
 * gate is open.
 */
export function plannedMove(state: Initiative, given: Given): Planned | null {
  const { gate } = state;
  if (gate?.state !== 'open') return null;
  const now = placeOf(gate);
  const movable = toBeMoved(state, gate.id);
  if ('code' in movable) return { gate, now, then: { what: 'cannot-be-moved', why: movable } };
  const moved = movedTo(state, gate, given.policy.version, given);
  if (!moved.ok) return { gate, now, then: { what: 'cannot-be-moved', why: moved.error } };
  const after = told(state, moved.value, given);
  if (after.gate?.state === 'open') return { gate, now, then: { what: 'stays', at: placeOf(after.gate) } };
  const { events } = decideForWorkflow(after, { type: 'open-gate' }, given);
  const opened = told(after, events, given).gate;
  if (opened === null) throw new Error('A gate that moves is followed by another');
  const carried = events.find((event) => event.type === 'votes-carried')?.data;
  const { carried: counts = [], left = [] } = carried ?? {};
  const superseded = gate.seats.filter(isWaiting);
  return { gate, now, then: { what: 'moves', at: placeOf(opened), counts, left, superseded } };
}

function placeOf({ level, bodies, receipt }: Gate): Place {
  return { level, bodies, receipt };
}

function told(state: Initiative, events: readonly Event[], given: Given): Initiative {
  return events.reduce<Initiative>(
    (found, event) => evolve(found, { ...event, n: found.n + 1, at: given.now, actor: WORKFLOW }, state.id),
    state,
  );
}
