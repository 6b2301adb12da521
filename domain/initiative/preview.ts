import type { Gate } from '../gate/gate.ts';
import { moneyAbove } from '../gate/requirements.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import { moneyText, opening } from './decide-gate.ts';
import type { Given } from './decision.ts';
import { WORKFLOW } from './events.ts';
import { opened } from './evolve-gate.ts';
import type { Initiative } from './initiative.ts';
import { incomplete, routable } from './routable.ts';
import { standingOf } from './standing.ts';

/**
 * The gate that is open, or that would open if the stage being worked were presented now, by the policy, the rules, the map and
 * the calendar of the day. Nothing is changed by it.
 */
export function previewOf(state: Initiative, given: Given): Result<Gate, Refusal> {
  const { status, stage, gate } = state;
  if (gate?.state === 'open') return ok(gate);
  if (status !== 'draft' && status !== 'under-way')
    return fail(
      refusal('status-conflict', `An initiative that is ${status} is decided no further.`, {
        data: { initiativeStatus: status },
      }),
    );
  if (standingOf(state, given.now).doing === 'move-on')
    return fail(refusal('stage-conflict', 'This stage is decided, and the initiative is moving on from it.'));
  const lacks = incomplete(state);
  if (lacks !== null) return fail(lacks);
  if (stage !== 'develop-plan' && moneyAbove(state).length > 0) {
    const detail = `Presented now, it would go back to the plan: ${moneyText(state)}`;
    return fail(refusal('stage-conflict', detail, { data: { facts: moneyAbove(state) } }));
  }
  const route = routable(state, stage, given);
  if (!route.ok) return route;
  const { round } = state.stages[stage];
  const event = opening(state, { stage, round: Math.max(1, round) }, route.value, given);
  return ok(opened({ ...event, n: state.n + 1, at: given.now, actor: WORKFLOW }, state.conditions, gate));
}
