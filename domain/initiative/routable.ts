import type { FactProblem } from '../facts.ts';
import type { Route } from '../gate/route.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Stage } from '../stage.ts';
import type { Given } from './decision.ts';
import { routeAt } from './gate-policy.ts';
import type { Initiative } from './initiative.ts';
import { notRoutedNationally } from './policy-change.ts';

/** Where the gate of a stage would go; why it cannot be said, in the words of what is wrong. */
export function routable(state: Initiative, stage: Stage, given: Given): Result<Route, Refusal> {
  return decidable(state, stage, routeAt(state, stage, given));
}

/** A route by which somebody could decide; why there is none, in the words of what is wrong. */
export function decidable(
  state: Initiative,
  stage: Stage,
  route: Result<Route, readonly FactProblem[]>,
): Result<Route, Refusal> {
  if (route.ok) {
    const { bodies, level } = route.value;
    const elsewhere = notRoutedNationally(state, stage, route.value);
    if (elsewhere !== null) return fail(elsewhere);
    return bodies.length > 0
      ? ok(route.value)
      : fail(refusal('proposal-incomplete', `No body of level ${level} is registered to decide this.`));
  }
  const fields = route.error.map(({ fact, rule, detail }) => ({ field: `facts.${fact}`, rule, detail }));
  return fail(refusal('facts-invalid', route.error.map((each) => each.detail).join(' '), { fields }));
}

/** That it is not said who is affected: until then nobody can be asked. */
export function incomplete(state: Initiative): Refusal | null {
  if (state.scope !== null) return null;
  const fields = [{ field: 'affected', rule: 'required', detail: 'Name at least one affected body.' }];
  return refusal('proposal-incomplete', 'Nobody can be asked to decide before it is said who is affected.', {
    fields,
  });
}

/** Why it cannot be said where the gate of a stage would go: a fact in doubt opens no gate. `null` where it can. */
export function notRoutable(state: Initiative, stage: Stage, given: Given): Refusal | null {
  const route = routable(state, stage, given);
  return route.ok ? null : route.error;
}
