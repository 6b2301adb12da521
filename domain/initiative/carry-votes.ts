import { carriedNow, isOneVote, whyNotCarried, type WhichVote } from '../gate/earlier-votes.ts';
import type { EarlierVote, Gate } from '../gate/gate.ts';
import { sectionHashesOf } from '../gate/shown.ts';
import { decisionOf } from './decide-gate.ts';
import type { Decision, Given } from './decision.ts';
import type { Event } from './events.ts';
import { evolve } from './evolve.ts';
import type { Initiative } from './initiative.ts';

/**
 * A decision with what follows for the votes of gates before: as a gate opens, or as anything is done at it, those count on in its seats
 * that could be cast there this very moment, and it may be decided by them. So no vote is asked for twice that still counts, however
 * often facts moved the gate. Of those that do not count it is said why as the gate opens.
 */
export function andEarlierVotes(
  state: Initiative,
  decision: Decision,
  given: Given,
  actor: string,
): Decision {
  if (!decision.accepted || !mayHaveEarlier(state, decision.events)) return decision;
  const told = (events: readonly Event[]): Initiative =>
    events.reduce<Initiative>(
      (found, event) => evolve(found, { ...event, n: found.n + 1, at: given.now, actor }, state.id),
      state,
    );
  const after = told(decision.events);
  const { gate } = after;
  if (gate?.state !== 'open' || gate.earlier.length === 0) return decision;
  const shown = { contentHash: gate.contentHash, sections: sectionHashesOf(after, gate.stage) };
  const carried = carriedNow(after, gate, shown).map(({ seat, from }) => ({
    task: seat.task,
    ...whence(from),
  }));
  const opens = decision.events.some(({ type }) => type === 'gate-opened');
  const at = { gate: gate.id, stage: gate.stage };
  const said: Event = { type: 'votes-carried', data: { ...at, carried, left: [] } };
  const then = told([...decision.events, said]);
  const stood = opens ? stoodAt(state.gate) : [];
  const left = (then.gate?.earlier ?? []).flatMap((from) => {
    const because = then.gate === null ? null : whyNotCarried(then, then.gate, from, shown);
    return because === null || !stood.some((vote) => isOneVote(vote, from.vote))
      ? []
      : [{ ...whence(from), because }];
  });
  if (carried.length === 0 && left.length === 0) return decision;
  const events: readonly Event[] = [
    ...decision.events,
    { type: 'votes-carried', data: { ...at, carried, left } },
  ];
  return { ...decision, events: [...events, ...decisionOf(told(events), given)] };
}

function whence({ vote: { by, at: votedAt, cast } }: EarlierVote) {
  return { by, votedAt, fromGate: cast.gate, from: cast.task };
}

/** Whose votes stood at a gate as it was superseded, and since when. */
function stoodAt(gate: Gate | null): readonly WhichVote[] {
  return (gate?.seats ?? []).flatMap(({ task, vote }) =>
    vote === null ? [] : [{ ...vote, cast: vote.cast ?? { task } }],
  );
}

/** Nearly no gate has any: it costs nothing to see that. */
function mayHaveEarlier({ gate }: Initiative, events: readonly Event[]): boolean {
  if (events.length === 0) return false;
  return (
    (gate?.state === 'open' && gate.earlier.length > 0) ||
    events.some((event) => event.type === 'gate-opened' && event.data.takesOver !== undefined)
  );
}
