import { gateId, type Gate } from '../gate/gate.ts';
import { moneyAbove } from '../gate/requirements.ts';
import { routeOf, withTasks, type Route } from '../gate/route.ts';
import { changedSections } from '../gate/sections.ts';
import { sectionHashesOf } from '../gate/shown.ts';
import { outdatedSeats, standingAgain } from '../gate/votes-stand.ts';
import { seal } from '../content.ts';
import { isAbove } from '../level.ts';
import { canonical } from '../log/canonical.ts';
import { briefly } from '../policy/receipt.ts';
import { decisionOf } from './decide-gate.ts';
import type { Given } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import { evolve } from './evolve.ts';
import { contentHashOf, type Initiative } from './initiative.ts';

/**
 * What an edit brings with it while a gate is open. Votes cast on other content become outdated and those people are
 * asked again. Where the changed facts send the gate elsewhere, it is superseded and the stage presented again, so
 * that the workflow opens the gate where it now belongs; money above the approved plan sends the plan back.
 * Source: design, rules 3 and 6; policy/subsidiarity.
 */
export function afterEdit(state: Initiative, edit: Event, given: Given, actor: string): readonly Event[] {
  const after = evolve(state, { ...edit, n: state.n + 1, at: given.now, actor }, state.id);
  const gate = after.gate;
  if (planIsAnother(state, after, given)) return planSentBack(edit, after);
  if (gate?.state !== 'open') return [edit];
  const at = { gate: gate.id, stage: gate.stage };
  const again = { stage: gate.stage, round: gate.round + 1 };
  const presentedAgain = (because: string): readonly Event[] => [
    edit,
    superseded(at, [because]),
    { type: 'stage-started', data: again },
    { type: 'stage-presented', data: again },
  ];
  // The workflow opens no gate on it: it sends the plan back, as it does where money rose between two gates.
  if (gate.stage !== 'develop-plan' && moneyAbove(after).length > 0)
    return presentedAgain('money-above-approved');
  const route = routedBy(state) === routedBy(after) ? null : routeNow(after, given);
  if (route !== null && !sameRoute(route, after)) return presentedAgain('facts-changed');
  const retaken: readonly Event[] =
    route === null || canonical(briefly(route.receipt)) === canonical(gate.receipt)
      ? []
      : [{ type: 'verdict-retaken', data: { ...at, receipt: route.receipt } }];
  const events = [edit, ...retaken, ...whatVotesRead(state, after, gate)];
  const now = events.reduce<Initiative>(
    (found, event, index) =>
      evolve(found, { ...event, n: state.n + 1 + index, at: given.now, actor }, state.id),
    state,
  );
  // A requirement that held the gate may now be met, by content alone.
  return [...events, ...decisionOf(now, given)];
}

/** The votes that read what changed become outdated; those that read what has come back stand again; the others stand. */
function whatVotesRead(before: Initiative, after: Initiative, gate: Gate): readonly Event[] {
  const contentHash = contentHashOf(after, gate.stage);
  if (contentHash === gate.contentHash) return [];
  const shown = sectionHashesOf(after, gate.stage);
  const at = { gate: gate.id, stage: gate.stage };
  const tasks = outdatedSeats(gate, { contentHash, sections: shown }).map((seat) => seat.task);
  const sections = changedSections(sectionHashesOf(before, gate.stage), shown);
  const outdated = { type: 'votes-outdated', data: { ...at, tasks, contentHash, sections } } as const;
  const then = evolve(after, { ...outdated, n: after.n + 1, at: after.at, actor: WORKFLOW }, after.id);
  const again = then.gate === null ? [] : standingAgain(then, then.gate, { contentHash, sections: shown });
  if (again.length === 0) return [outdated];
  return [outdated, { type: 'votes-stand-again', data: { ...at, tasks: again.map((seat) => seat.task) } }];
}

/**
 * What routes an initiative. The verdict is taken again only when this changes: other words leave it to the policy and
 * the map of the day it was given. Source: policy/subsidiarity, "How it is read".
 */
function routedBy({ facts, scope, proposal }: Initiative): string {
  return canonical([facts, scope, proposal.value?.lead ?? null, proposal.value?.affected ?? null]);
}

function routeNow(state: Initiative, given: Given): Route {
  const route = routeOf(state, state.stage, given.policy, given.rules, given.bodies);
  if (!route.ok) throw new Error('Facts were checked before the edit');
  return route.value;
}

/**
 * Whether a plan that was approved now asks for a decision that it did not have: other bodies touched, a higher level,
 * an ICS that never signed, an authority that was never asked. (Money above what was approved has its own road.)
 */
function planIsAnother(before: Initiative, after: Initiative, given: Given): boolean {
  if (before.stages['develop-plan'].state !== 'decided' || routedBy(before) === routedBy(after)) return false;
  const bodies = ({ proposal }: Initiative) => canonical([proposal.value?.lead, proposal.value?.affected]);
  if (bodies(before) !== bodies(after)) return true;
  if (moneyAbove(after).length > 0) return false;
  const was = routeOf(before, 'develop-plan', given.policy, given.rules, given.bodies);
  const is = routeOf(after, 'develop-plan', given.policy, given.rules, given.bodies);
  if (!was.ok || !is.ok) return true;
  const asked = was.value.referrals.map((each) => canonical(each));
  return (
    isAbove(is.value.level, was.value.level) ||
    is.value.referrals.some((each) => !asked.includes(canonical(each)))
  );
}

function planSentBack(edit: Event, state: Initiative): readonly Event[] {
  const { gate, stage } = state;
  const open =
    gate?.state === 'open' ? [superseded({ gate: gate.id, stage: gate.stage }, ['plan-changed'])] : [];
  const detail = seal(
    'What was changed asks for another decision than the plan was approved by: present the plan again.',
    state.salt.value ?? '',
  );
  const round = state.stages['develop-plan'].round + 1;
  return [
    edit,
    ...open,
    { type: 'stage-sent-back', data: { from: stage, to: 'develop-plan', code: 'plan-changed', detail } },
    { type: 'stage-started', data: { stage: 'develop-plan', round } },
  ];
}

function sameRoute(route: Route, state: Initiative): boolean {
  const gate = state.gate;
  if (gate === null) return false;
  const seats = gate.seats.map(({ task, kind, bodies, role }) => ({ task, kind, bodies, role }));
  const wanted = withTasks(route, gateId(state.id, gate.stage, gate.round));
  const referrals = gate.referrals.map(({ authority, kind }) => ({ authority, kind }));
  return (
    route.level === gate.level &&
    canonical([route.bodies, wanted, route.quorum, route.referrals]) ===
      canonical([gate.bodies, seats, gate.quorum, referrals])
  );
}

function superseded(at: { gate: string; stage: Initiative['stage'] }, because: readonly string[]): Event {
  return {
    type: 'gate-decided',
    data: {
      ...at,
      state: 'superseded',
      because,
      requirements: [],
      conditions: [],
      returnTo: null,
      declinedBy: null,
      approvedMoney: null,
    },
  };
}
