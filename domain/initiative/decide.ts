import { mayNot } from '../authorisation.ts';
import type { Person } from '../person.ts';
import { refusal } from '../refusal.ts';
import { never } from '../result.ts';
import { ACTION_OF } from './action-of.ts';
import { retaken } from './after-edit.ts';
import type { Denied, PersonCommand, WorkflowCommand } from './commands.ts';
import { escalateWithinLevel, moveOn, openGate, remind } from './decide-gate.ts';
import { attach, removeAttachment } from './decide-attachment.ts';
import { withAttempt } from './decide-attempt.ts';
import { challengeFact, confirmFact, settleChallenge } from './decide-challenge.ts';
import { deferAtSitting, putOnAgenda, takeOffAgenda } from './decide-agenda.ts';
import { comment } from './decide-comment.ts';
import { endRecusal, recuse } from './decide-interest.ts';
import { answerReferral, overrideRequirement } from './decide-requirement.ts';
import { draft, edit, present, sendContent, submit, withdraw } from './decide-proposal.ts';
import { giveInformation, requestInformation } from './decide-question.ts';
import { remindOfTask } from './decide-reminder.ts';
import { moveGate, returnGate, undoMove } from './decide-move.ts';
import { assign, delegate, resolve } from './decide-hand-over.ts';
import { claim, complete, recall, recallEarlier, release, takeOver } from './decide-task.ts';
import { accept, refuse, type Decision, type Given, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';
import { partsOf } from './parts.ts';
import { remitAt } from '../gate/remit-at.ts';
import { andEarlierVotes } from './carry-votes.ts';
import { WORKFLOW } from './events.ts';

/**
 * Decides what a person asks for: pure, so the same question in the same state has the same answer. Nothing is decided
 * before the authorisation function was asked: for a draft with the lead body that its words name, in `draft`.
 */
export function decide(state: Initiative | null, command: PersonCommand | Denied, given: GivenBy): Decision {
  if (command.type === 'draft-initiative')
    return state === null
      ? draft(command, given)
      : refuse(refusal('already-exists', 'An initiative with this id was drafted already.'));
  if (state === null) throw new Error(`${command.type} needs an initiative`);
  if ('denied' in command) return withAttempt(state, command, refuse(command.denied), given);
  const parts = () => partsOf(state, given.bodies);
  const by = atItsGate(state, command, given.by);
  // Of a task it is the seat that says whose it is; whoever could see it is told so.
  const asks = 'task' in command ? given.by : by;
  const denied = mayNot(asks, ACTION_OF[command.type], { initiative: state, parts });
  const decision = denied === null ? decideAllowed(state, command, { ...given, by }) : refuse(denied);
  return withAttempt(state, command, andEarlierVotes(state, decision, given, by.id), given);
}

function decideAllowed(
  state: Initiative,
  command: Exclude<PersonCommand, { type: 'draft-initiative' }>,
  given: GivenBy,
): Decision {
  switch (command.type) {
    case 'edit-initiative':
      return edit(state, command, given);
    case 'confirm-fact':
      return confirmFact(state, command, given);
    case 'challenge-fact':
      return challengeFact(state, command, given);
    case 'settle-challenge':
      return settleChallenge(state, command, given);
    case 'comment-on-initiative':
      return comment(state, command, given);
    case 'attach-file':
      return attach(state, command, given);
    case 'remove-attachment':
      return removeAttachment(state, command, given);
    case 'submit-initiative':
      return submit(state, given);
    case 'withdraw-initiative':
      return withdraw(state, command);
    case 'send-stage-content':
      return sendContent(state, command, given);
    case 'present-stage':
      return present(state, command, given);
    case 'claim-task':
      return claim(state, command, given);
    case 'take-over-task':
      return takeOver(state, command, given);
    case 'release-task':
      return release(state, command, given);
    case 'assign-task':
      return assign(state, command, given);
    case 'delegate-task':
      return delegate(state, command, given);
    case 'resolve-task':
      return resolve(state, command, given);
    case 'request-information':
      return requestInformation(state, command, given);
    case 'give-information':
      return giveInformation(state, command, given);
    case 'complete-task':
      return complete(state, command, given);
    case 'recall-vote':
      return recall(state, command, given);
    case 'recall-earlier-votes':
      return recallEarlier(state, command, given);
    case 'return-gate':
      return returnGate(state, command, given);
    case 'move-gate':
      return moveGate(state, command, given);
    case 'undo-move':
      return undoMove(state, command, given);
    case 'recuse':
      return recuse(state, command, given);
    case 'end-recusal':
      return endRecusal(state, given);
    case 'remind-of-task':
      return remindOfTask(state, command, given);
    case 'put-on-agenda':
      return putOnAgenda(state, command);
    case 'take-off-agenda':
      return takeOffAgenda(state, command);
    case 'defer-at-sitting':
      return deferAtSitting(state, command);
    case 'answer-referral':
      return answerReferral(state, command, given);
    case 'override-requirement':
      return overrideRequirement(state, command, given);
    default:
      return never(command);
  }
}

/** Who asks, with the roles that they have at the gate that they ask about. */
function atItsGate(state: Initiative, command: PersonCommand, by: Person): Person {
  const isAtGate = 'task' in command || 'gate' in command;
  return isAtGate && state.gate !== null ? remitAt(state, state.gate, by) : by;
}

/** Decides what the workflow asks for: each step happens once, and asking again changes nothing. */
export function decideForWorkflow(state: Initiative, command: WorkflowCommand, given: Given): Decision {
  return andEarlierVotes(state, stepOf(state, command, given), given, WORKFLOW);
}

function stepOf(state: Initiative, command: WorkflowCommand, given: Given): Decision {
  switch (command.type) {
    case 'open-gate':
      return openGate(state, given);
    case 'remind':
      return remind(state, given);
    case 'escalate-within-level':
      return escalateWithinLevel(state, given);
    case 'move-on':
      // A nudge while people decide may be about money elsewhere that is added to this initiative's.
      return state.gate?.state === 'open' ? accept(...retaken(state, given)) : moveOn(state, given);
    default:
      return never(command);
  }
}
