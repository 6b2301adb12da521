import { FACTS } from '../facts.ts';
import { claimedBy } from '../gate/route.ts';
import { isAbove, type Level } from '../level.ts';
import { levelOf } from '../policy/judge.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Given } from './decision.ts';
import type { Event } from './events.ts';
import type { Initiative } from './initiative.ts';

/**
 * That a change has the gate of a stage decided at a lower level than before, now or later: listed for the board, whoever made
 * it. A draft was never in front of anybody, so what is changed in it lowers nothing.
 */
export function lowering(
  before: Initiative,
  after: Initiative,
  events: readonly Event[],
  was: Given,
  is: Given,
): readonly Event[] {
  if (before.status === 'draft') return [];
  const toCome = STAGES.slice(STAGES.indexOf(after.stage));
  const levels = toCome.flatMap((stage) => {
    const [from, to] = [levelBefore(before, stage, was), levelAt(after, stage, is)];
    return from !== null && to !== null && isAbove(from, to) ? [{ stage, from, to }] : [];
  });
  if (levels.length === 0) return [];
  const settled = events.find((event) => event.type === 'challenge-settled');
  const scope = before.scope === after.scope ? null : { from: before.scope, to: after.scope };
  const edited = events.some((event) => event.type === 'initiative-edited');
  const because = edited ? 'edited' : (settled?.data.how ?? 'linked-changed');
  const challenge = settled?.data.challenge ?? null;
  return [
    {
      type: 'level-lowered',
      data: { because, challenge, levels, facts: changes(before, after, settled), scope },
    },
  ];
}

/** An open gate stands at the level that it has, whatever the policy of today says of it. */
function levelBefore(state: Initiative, stage: Stage, given: Given): Level | null {
  const { gate } = state;
  return gate?.state === 'open' && gate.stage === stage ? gate.level : levelAt(state, stage, given);
}

function levelAt(state: Initiative, stage: Stage, { policy, linked = [] }: Given): Level | null {
  return levelOf(policy, claimedBy(state, linked), { stage, scope: state.scope });
}

/** The facts that were read as one thing and are read as another now. */
function changes(
  before: Initiative,
  after: Initiative,
  settled: Extract<Event, { type: 'challenge-settled' }> | undefined,
) {
  const changed = FACTS.filter((fact) => before.facts[fact] !== after.facts[fact]).map(
    (fact) => [fact, { from: before.facts[fact] ?? null, to: after.facts[fact] ?? null }] as const,
  );
  if (settled === undefined || changed.length > 0) return Object.fromEntries(changed);
  const { fact, value, asserted } = settled.data;
  return { [fact]: { from: value, to: asserted } };
}
