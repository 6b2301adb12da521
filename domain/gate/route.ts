import type { BodyCode, BodyMap } from '../body.ts';
import type { FactProblem } from '../facts.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { NewSeat } from '../initiative/events.ts';
import type { Level } from '../level.ts';
import type { Claimed, Linked } from '../policy/basis.ts';
import { judge } from '../policy/judge.ts';
import type { Policy } from '../policy/policy.ts';
import type { Receipt } from '../policy/receipt.ts';
import { ok, type Result } from '../result.ts';
import { affectedSystems, decidingBodies, homeLevel } from '../scope.ts';
import type { Stage } from '../stage.ts';
import { taskId, type Quorum, type Referral } from './gate.ts';
import { asKept } from './kept-sets.ts';
import { setsOfGate, type RoutedSet } from './route-sets.ts';
import type { GateRules } from './rules.ts';

/** Where a gate goes: the verdict, the bodies that decide, and the seats that must be filled. */
export interface Route {
  readonly home: Level;
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  readonly receipt: Receipt;
  readonly deciding: readonly string[];
  readonly referrals: readonly Pick<Referral, 'authority' | 'kind'>[];
  readonly sets: readonly RoutedSet[];
  /** At `place` the ICS signs nothing and is told. */
  readonly told: readonly BodyCode[];
}

/** Tries the policy in force against an initiative's facts, and says who decides. A fact in doubt opens no gate. */
export function routeOf(
  initiative: Initiative,
  stage: Stage,
  policy: Policy,
  rules: GateRules,
  map: BodyMap,
  linked: readonly Linked[],
): Result<Route, readonly FactProblem[]> {
  const verdict = judge(policy, claimedBy(initiative, linked), { stage, scope: initiative.scope });
  if (!verdict.ok) return verdict;
  const { level, deciding, referTo, receipt } = verdict.value;
  const lead = initiative.proposal.value?.lead ?? '';
  const affected = initiative.proposal.value?.affected ?? [];
  const home = homeLevel(initiative.scope ?? level);
  const bodies = decidingBodies(map, level, lead, affected);
  const routing = { initiative, level, stage, rules, map, deciding: bodies };
  return ok({
    home,
    level,
    bodies,
    receipt,
    deciding,
    referrals: referTo.map(({ authority, kind }) => ({ authority, kind })),
    sets: setsOfGate(routing, home, lead),
    told: level === 'place' ? affectedSystems(map, affected) : [],
  });
}

/** What the verdict on an initiative is taken from. */
export function claimedBy({ facts, claims }: Initiative, linked: readonly Linked[]): Claimed {
  const challenges = claims.challenges.map(({ id, fact, value }) => ({ challenge: id, fact, value }));
  return { asserted: facts, linked, challenges };
}

/**
 * A route's seats with the ids of their tasks, which follow from the gate, and what the gate keeps of what it waits for: what a
 * signature or advice is without being said is not.
 */
export function withTasks(
  route: Pick<Route, 'sets'>,
  gate: string,
): { readonly seats: readonly NewSeat[]; readonly quorum: readonly Quorum[] } {
  let index = 0;
  const awaited = new Set(route.sets.flatMap(({ after }) => after));
  const placed = route.sets.map((set) => ({
    set,
    seats: set.seats.map((seat): NewSeat => ({ task: taskId(gate, index++), ...seat })),
  }));
  return {
    seats: placed.flatMap(({ seats }) => seats),
    quorum: placed.flatMap(({ set, seats }) =>
      asKept(set, seats, { isAwaited: awaited.has(set.id), isAlone: isAlone(set, route.sets) }),
    ),
  };
}

/** Whether no other set has approvals of one of a set's bodies. */
function isAlone({ id, bodies }: RoutedSet, sets: readonly RoutedSet[]): boolean {
  return !sets.some(
    (other) =>
      other.id !== id &&
      other.seats.some(({ kind }) => kind === 'approval') &&
      other.bodies.some((body) => bodies.includes(body)),
  );
}
