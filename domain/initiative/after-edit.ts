import type { Gate } from '../gate/gate.ts';
import { moneyAbove } from '../gate/requirements.ts';
import { claimedBy } from '../gate/route.ts';
import { changedSections } from '../gate/sections.ts';
import { sectionHashesOf } from '../gate/shown.ts';
import { outdatedSeats, standingAgain } from '../gate/votes-stand.ts';
import { seal } from '../content.ts';
import { isAbove } from '../level.ts';
import { canonical } from '../log/canonical.ts';
import type { Linked } from '../policy/basis.ts';
import { briefly } from '../policy/receipt.ts';
import { decisionOf } from './decide-gate.ts';
import type { Given } from './decision.ts';
import { WORKFLOW, type Event } from './events.ts';
import { evolve } from './evolve.ts';
import { routeBy, staysBy } from './gate-policy.ts';
import { contentHashOf, type Initiative } from './initiative.ts';
import { lowering } from './lowering.ts';

/** Why a gate is superseded by what routes it. */
export type Because = 'facts-changed' | 'fact-challenged' | 'challenge-settled' | 'linked-changed';
type Superseding =
  Because | 'money-above-approved' | 'plan-changed' | 'returned-to-lower-level' | 'policy-moved';

/** What changed what routes an initiative: the events of it, by whom, and what was linked before. */
export interface Edit {
  readonly events: readonly Event[];
  readonly actor: string;
  readonly because?: Because;
  /** `undefined` where it is as it was. */
  readonly linkedBefore?: readonly Linked[] | undefined;
}

/**
 * What an edit brings with it while a gate is open. Votes cast on other content become outdated and those people are
 * asked again. Where the changed facts send the gate elsewhere, it is superseded and the stage presented again, so
 * that the workflow opens the gate where it now belongs; money above the approved plan sends the plan back. What lowers a
 * level is said, for the board. The gate that is open is judged by the version of the policy that it opened with, and the one that
 * follows it by the one in force. Source: design, rules 3, 6 and 12; policy/subsidiarity.
 */
export function afterEdit(state: Initiative, edit: Edit, given: Given): readonly Event[] {
  const before: Given = { ...given, linked: edit.linkedBefore ?? given.linked ?? [] };
  const after = told(state, edit.events, given, edit.actor);
  const reroutes = routedBy(state, before) !== routedBy(after, given);
  const events = reroutes
    ? [...edit.events, ...lowering(state, after, edit.events, before, given)]
    : edit.events;
  // What grew elsewhere is for the gate of that initiative: a plan that was approved stays so.
  const own = edit.because !== 'linked-changed';
  if (own && reroutes && planIsAnother(state, after, before, given)) return planSentBack(events, after);
  const gate = after.gate;
  if (gate?.state !== 'open') return events;
  // The workflow opens no gate on it: it sends the plan back, as it does where money rose between two gates.
  if (gate.stage !== 'develop-plan' && moneyAbove(after).length > 0)
    return presentedAgain(events, gate, 'money-above-approved');
  // Where it goes nowhere, the workflow says so as it opens the gate, and sends the stage back.
  const route = reroutes ? staysBy(after, gate, given) : null;
  if (reroutes && route === null) return presentedAgain(events, gate, edit.because ?? 'facts-changed');
  const at = { gate: gate.id, stage: gate.stage };
  const retaken: readonly Event[] =
    route === null || canonical(briefly(route.receipt)) === canonical(gate.receipt)
      ? []
      : [{ type: 'verdict-retaken', data: { ...at, receipt: route.receipt } }];
  const all = [...events, ...retaken, ...whatVotesRead(state, after, gate)];
  // A requirement that held the gate may now be met, by content alone.
  return [...all, ...decisionOf(told(state, all, given, edit.actor), given)];
}

/**
 * The verdict of an open gate, where the money of the initiatives that are linked with this one is another than it was taken
 * from. Nothing where it is the same: the policy and the map of the day it was given stand.
 */
export function retaken(state: Initiative, given: Given): readonly Event[] {
  const { gate } = state;
  if (state.status !== 'under-way' || gate?.state !== 'open') return [];
  const linkedBefore = gate.receipt.basis?.linked ?? [];
  if (canonical(linkedBefore) === canonical(given.linked ?? [])) return [];
  const edit = { events: [], actor: WORKFLOW, because: 'linked-changed', linkedBefore } as const;
  return afterEdit(state, edit, given);
}

function told(state: Initiative, events: readonly Event[], given: Given, actor: string): Initiative {
  return events.reduce<Initiative>(
    (found, event) => evolve(found, { ...event, n: found.n + 1, at: given.now, actor }, state.id),
    state,
  );
}

/** Events by which an open gate is superseded, and its stage presented for the next one: where it is said, by that version of the policy. */
export function presentedAgain(
  events: readonly Event[],
  { id, stage, round }: Gate,
  because: Superseding,
  policy?: string,
): readonly Event[] {
  const again = { stage, round: round + 1 };
  return [
    ...events,
    superseded({ gate: id, stage }, because, policy),
    { type: 'stage-started', data: again },
    { type: 'stage-presented', data: again },
  ];
}

/** The votes that read what changed become outdated; those that read what has come back stand again; the others stand. */
function whatVotesRead(before: Initiative, after: Initiative, gate: Gate): readonly Event[] {
  const contentHash = contentHashOf(after, gate.stage);
  if (contentHash === gate.contentHash) return [];
  const shown = sectionHashesOf(after, gate.stage);
  const at = { gate: gate.id, stage: gate.stage };
  const sections = changedSections(sectionHashesOf(before, gate.stage), shown);
  // Nothing sent and nothing there to send are hashed as two, and read as one.
  const outdatedBy = sections.length === 0 ? [] : outdatedSeats(gate, { contentHash, sections: shown });
  const tasks = outdatedBy.map((seat) => seat.task);
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
function routedBy(state: Initiative, { linked = [] }: Given): string {
  const { scope, proposal } = state;
  const { lead = null, affected = null } = proposal.value ?? {};
  return canonical([claimedBy(state, linked), scope, lead, affected]);
}

/**
 * Whether a plan that was approved now asks for a decision that it did not have: other bodies touched, a higher level,
 * an ICS that never signed, an authority that was never asked. (Money above what was approved has its own road.) A value
 * that is only challenged sends no plan back: it does once it is upheld.
 */
function planIsAnother(before: Initiative, after: Initiative, was: Given, is: Given): boolean {
  if (before.stages['develop-plan'].state !== 'decided') return false;
  const bodies = ({ proposal }: Initiative) => canonical([proposal.value?.lead, proposal.value?.affected]);
  if (bodies(before) !== bodies(after)) return true;
  if (moneyAbove(after).length > 0) return false;
  const asAsserted = (state: Initiative): Initiative => ({
    ...state,
    claims: { ...state.claims, challenges: [] },
  });
  const then = routeBy(is.policy, asAsserted(before), 'develop-plan', was);
  const now = routeBy(is.policy, asAsserted(after), 'develop-plan', is);
  if (!then.ok || !now.ok) return true;
  const asked = then.value.referrals.map((each) => canonical(each));
  return (
    isAbove(now.value.level, then.value.level) ||
    now.value.referrals.some((each) => !asked.includes(canonical(each)))
  );
}

function planSentBack(events: readonly Event[], state: Initiative): readonly Event[] {
  const { gate, stage } = state;
  const open =
    gate?.state === 'open' ? [superseded({ gate: gate.id, stage: gate.stage }, 'plan-changed')] : [];
  const detail = seal(
    'What was changed asks for another decision than the plan was approved by: present the plan again.',
    state.salt.value ?? '',
  );
  const round = state.stages['develop-plan'].round + 1;
  return [
    ...events,
    ...open,
    { type: 'stage-sent-back', data: { from: stage, to: 'develop-plan', code: 'plan-changed', detail } },
    { type: 'stage-started', data: { stage: 'develop-plan', round } },
  ];
}

function superseded(
  at: { gate: string; stage: Initiative['stage'] },
  because: Superseding,
  policy?: string,
): Event {
  return {
    type: 'gate-decided',
    data: {
      ...at,
      state: 'superseded',
      because: [because],
      ...(policy !== undefined && { policy }),
      requirements: [],
      conditions: [],
      returnTo: null,
      declinedBy: null,
      approvedMoney: null,
    },
  };
}
