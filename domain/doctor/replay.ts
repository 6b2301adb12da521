import type { BodyCode } from '../body.ts';
import type { Gate } from '../gate/gate.ts';
import type { Happened } from '../initiative/events.ts';
import { evolve } from '../initiative/evolve.ts';
import type { Initiative } from '../initiative/initiative.ts';
import { partsOf, type BodyPart } from '../initiative/parts.ts';
import type { Proposal } from '../initiative/proposal.ts';
import type { MapAt } from './record.ts';

/** What follows from a whole history: the initiative, every gate as it was left, and who sees it. */
export interface Replayed {
  readonly state: Initiative;
  readonly gates: readonly Gate[];
  readonly parts: readonly BodyPart[];
  /** By body, the event from which on it has seen the initiative without a break. */
  readonly seenFrom: ReadonlyMap<BodyCode, number>;
}

/** Tells a history again, as the command handler wrote it. The words of its events may be hashes alone. */
export function replay(id: string, events: readonly Happened[], mapAt: MapAt): Replayed {
  let state: Initiative | null = null;
  const gates = new Map<string, Gate>();
  let parts: ReadonlyMap<string, BodyPart> = new Map();
  let seenFrom: ReadonlyMap<BodyCode, number> = new Map();
  for (const event of events) {
    const before: Initiative | null = state;
    state = evolve(before, withBodies(event), id);
    if (partsMayDiffer(before, state)) {
      parts = written(parts, partsOf(state, mapAt(event.at)), before, [...gates.values()]);
      const was = seenFrom;
      seenFrom = new Map([...parts.values()].map(({ body }) => [body, was.get(body) ?? event.n]));
    }
    if (state.gate !== null) gates.set(state.gate.id, state.gate);
  }
  if (state === null) throw new Error('An initiative has at least one event');
  return { state, gates: [...gates.values()], parts: [...parts.values()], seenFrom };
}

/** Which bodies a proposal names is in the event beside its words, and outlives them. */
function withBodies(event: Happened): Happened {
  if (event.type !== 'initiative-drafted' && event.type !== 'initiative-edited') return event;
  const { lead, affected, proposal } = event.data;
  const value = { lead, affected } as Proposal;
  return { ...event, data: { ...event.data, proposal: { ...proposal, value } } } as Happened;
}

function partsMayDiffer(before: Initiative | null, after: Initiative): boolean {
  return before?.proposal !== after.proposal || before.gate !== after.gate || before.stages !== after.stages;
}

const keyOf = ({ body, part }: BodyPart) => `${body} ${part}`;

/** As `writeParts` leaves them: the new ones are added, and who had a seat at a gate that was decided keeps that part. */
function written(
  kept: ReadonlyMap<string, BodyPart>,
  wanted: readonly BodyPart[],
  before: Initiative | null,
  gates: readonly Gate[],
): ReadonlyMap<string, BodyPart> {
  const all = new Map(wanted.map((each) => [keyOf(each), each]));
  if (before === null) return all;
  const decided = gates.filter((gate) => gate.state !== 'open' && gate.state !== 'superseded');
  const sat = new Set(
    decided.flatMap((gate) => [...gate.bodies, ...gate.seats.flatMap((seat) => seat.bodies)]),
  );
  for (const [key, each] of kept) {
    const follows = each.part === 'lead' || each.part === 'affected' || each.part === 'above';
    if (!all.has(key) && !follows && sat.has(each.body)) all.set(key, each);
  }
  return all;
}
