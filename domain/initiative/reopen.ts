import { mayNot } from '../authorisation.ts';
import { refusal } from '../refusal.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Event } from './events.ts';
import { contentHashOf, type Initiative } from './initiative.ts';
import { askedFor, policyChangeProblem } from './policy-change.ts';
import { incomplete, notRoutable } from './routable.ts';

/**
 * Begins a declined initiative again: the stage at which it was declined is presented for a new round, once what was declined
 * has changed. What was decided stays in the history.
 */
export function reopen(state: Initiative, given: GivenBy): Decision {
  const { stage } = state;
  const work = state.stages[stage];
  const denied =
    mayNot(given.by, 'initiative.submit', { initiative: state }) ??
    (isAsDeclined(state)
      ? refusal(
          'nothing-changed',
          'Nothing that was declined has changed since. Change the proposal, the facts or what was sent for the stage, then ' +
            'submit it again.',
        )
      : null) ??
    incomplete(state) ??
    (stage === 'develop-plan' ? policyChangeProblem(state, given) : null) ??
    notRoutable(state, stage, given);
  if (denied !== null) return refuse(denied);
  // What changed meanwhile may have sent the plan back already: then that round is still to be presented.
  const round = work.state === 'working' ? work.round : work.round + 1;
  const again = { stage, round };
  const started: readonly Event[] = work.state === 'working' ? [] : [{ type: 'stage-started', data: again }];
  const asked = stage === 'develop-plan' ? askedFor(state, given) : {};
  return accept({ type: 'initiative-reopened', data: { ...again, ...asked } }, ...started, {
    type: 'stage-presented',
    data: again,
  });
}

/** True where an approver would be shown what was declined. */
function isAsDeclined(state: Initiative): boolean {
  const { gate } = state;
  return gate?.state === 'declined' && gate.contentHash === contentHashOf(state, gate.stage);
}
