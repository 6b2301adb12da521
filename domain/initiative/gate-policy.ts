import type { FactProblem } from '../facts.ts';
import type { Gate } from '../gate/gate.ts';
import { routeOf, type Route } from '../gate/route.ts';
import { sameRoute } from '../gate/same-route.ts';
import type { Policy } from '../policy/policy.ts';
import type { Result } from '../result.ts';
import type { Stage } from '../stage.ts';
import type { Given } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Routed = Result<Route, readonly FactProblem[]>;

/**
 * The versions of the policy that an initiative names beside the one in force: that of the gate that is open, the one that it was moved
 * from, or that by which the gate to come is opened.
 */
export function versionsNamed(state: Pick<Initiative, 'gate' | 'stages'>): readonly string[] {
  const { gate } = state;
  const pinned = pinnedAt(state);
  if (gate?.state !== 'open') return pinned === null ? [] : [pinned];
  return [gate.receipt.policy.version, ...(gate.moved === null ? [] : [gate.moved.from])];
}

/** The version by which the gate to come is opened, where the one before it was moved or returned; `null` for the one in force. */
function pinnedAt({ gate, stages }: Pick<Initiative, 'gate' | 'stages'>): string | null {
  // What was worked on since is judged by what is in force.
  if (gate?.state !== 'superseded' || stages[gate.stage].round !== gate.round + 1) return null;
  return gate.decision?.policy ?? null;
}

/** One version of the policy. Whoever opens the world of a command gives those that the initiative names. */
export function policyNamed({ policy, otherPolicies = [] }: Given, version: string): Policy {
  const found = [policy, ...otherPolicies].find((each) => each.version === version);
  if (found === undefined) throw new Error(`The policy of version ${version} was not given`);
  return found;
}

/** Where the verdict on a stage leads by one version of the policy. */
export function routeBy(policy: Policy, state: Initiative, stage: Stage, given: Given): Routed {
  return routeOf(state, stage, policy, given.rules, given.bodies, given.linked ?? []);
}

/**
 * Where an open gate is sent by the version that it opened with; `null` where it stays where it is no more, and so is followed by
 * another.
 */
export function staysBy(state: Initiative, gate: Gate, given: Given): Route | null {
  const own = routeBy(policyNamed(given, gate.receipt.policy.version), state, gate.stage, given);
  return own.ok && sameRoute(own.value, state.id, gate, given.rules) ? own.value : null;
}

/**
 * The version by which a stage is judged: an open gate's own for as long as that leaves it where it is; the one in force for a gate
 * to come. Source: the life of a policy, "initiatives under way keep the version of the gate that is open".
 */
export function policyAt(state: Initiative, stage: Stage, given: Given): Policy {
  const { gate } = state;
  if (gate?.stage !== stage) return given.policy;
  const pinned = pinnedAt(state);
  if (pinned !== null) return policyNamed(given, pinned);
  if (gate.state !== 'open') return given.policy;
  const { version } = gate.receipt.policy;
  if (version === given.policy.version || staysBy(state, gate, given) === null) return given.policy;
  return policyNamed(given, version);
}

/** Where the verdict on a stage leads, by the version by which it is judged. */
export function routeAt(state: Initiative, stage: Stage, given: Given): Routed {
  return routeBy(policyAt(state, stage, given), state, stage, given);
}
