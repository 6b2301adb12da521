import { FACTS, type Fact } from '../facts.ts';
import { claimedBy } from '../gate/route.ts';
import { isAbove, type Level } from '../level.ts';
import { highestOf } from '../policy/judge.ts';
import { STAGES, type Stage } from '../stage.ts';
import { claimsOf } from './claims.ts';
import type { Given } from './decision.ts';
import type { Event, Said } from './events.ts';
import { policyAt } from './gate-policy.ts';
import type { Initiative } from './initiative.ts';

type Settled = Extract<Event, { type: 'challenge-settled' }>;
type Lowered = Extract<Event, { type: 'level-lowered' }>['data'];

/** Where a stage is decided, and by which rules. */
interface Ruled {
  readonly level: Level;
  readonly deciding: readonly string[];
  readonly rules: readonly string[];
}

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
  const lowered = toCome.flatMap((stage) => {
    const [from, to] = [ruledBefore(before, stage, was), ruledAt(after, stage, is)];
    if (from === null || to === null || !isAbove(from.level, to.level)) return [];
    const gone = from.deciding.filter((rule) => !to.rules.includes(rule));
    return [{ stage, from: from.level, to: to.level, gone }];
  });
  if (lowered.length === 0) return [];
  const settled = events.find((event) => event.type === 'challenge-settled');
  const scope = before.scope === after.scope ? null : { from: before.scope, to: after.scope };
  const edited = events.some((event) => event.type === 'initiative-edited');
  const because = edited ? 'edited' : (settled?.data.how ?? 'linked-changed');
  const challenge = settled?.data.challenge ?? null;
  const facts = changes(before, after, settled);
  const data: Lowered = {
    ...{ because, challenge, facts, scope },
    levels: lowered.map(({ gone: _, ...level }) => level),
    rules: Object.fromEntries(lowered.map(({ stage, gone }) => [stage, gone])),
    claims: whoSays(before, after, Object.keys(facts) as Fact[], settled),
  };
  return [{ type: 'level-lowered', data }];
}

/** An open gate stands at the level that it has, by the rules of its receipt, whatever the policy of today says of it. */
function ruledBefore(state: Initiative, stage: Stage, given: Given): Ruled | null {
  const { gate } = state;
  if (gate?.state !== 'open' || gate.stage !== stage) return ruledAt(state, stage, given);
  const { deciding } = gate.receipt;
  return { level: gate.level, deciding, rules: deciding };
}

function ruledAt(state: Initiative, stage: Stage, given: Given): Ruled | null {
  const claimed = claimedBy(state, given.linked ?? []);
  return highestOf(policyAt(state, stage, given), claimed, { stage, scope: state.scope });
}

/** The facts that were read as one thing and are read as another now. */
function changes(before: Initiative, after: Initiative, settled: Settled | undefined): Lowered['facts'] {
  const changed = FACTS.filter((fact) => before.facts[fact] !== after.facts[fact]).map(
    (fact) => [fact, { from: before.facts[fact] ?? null, to: after.facts[fact] ?? null }] as const,
  );
  if (settled === undefined || changed.length > 0) return Object.fromEntries(changed);
  const { fact, value, asserted } = settled.data;
  return { [fact]: { from: value, to: asserted } };
}

/** Who said what the facts were read as, and who says what they are read as now. A challenge that ended was its maker's word. */
function whoSays(
  before: Initiative,
  after: Initiative,
  facts: readonly Fact[],
  settled: Settled | undefined,
): NonNullable<Lowered['claims']> {
  const said = (state: Initiative, fact: Fact): Said => {
    const claim = claimsOf(state).find((each) => each.fact === fact);
    return { by: claim?.assertedBy ?? state.owner, confirmed: (claim?.confirmed ?? []).map(({ by }) => by) };
  };
  const challenger = (fact: Fact): Said | null => {
    if (settled?.data.fact !== fact || before.facts[fact] !== after.facts[fact]) return null;
    const made = before.claims.challenges.find(({ id }) => id === settled.data.challenge);
    return made === undefined ? null : { by: made.by, confirmed: [] };
  };
  return Object.fromEntries(
    facts.map((fact) => [fact, { from: challenger(fact) ?? said(before, fact), to: said(after, fact) }]),
  );
}
