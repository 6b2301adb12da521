import type { Action } from '../authorisation.ts';
import type { PersonCommand } from './commands.ts';

/** What the authorisation function is asked for each command before anything else is. */
export const ACTION_OF: Readonly<Record<PersonCommand['type'], Action>> = {
  'draft-initiative': 'initiative.draft',
  'edit-initiative': 'initiative.edit',
  // Who may say what of facts depends on the bodies that they concern: `decide-challenge.ts` asks again, and closer.
  'confirm-fact': 'initiative.read',
  'challenge-fact': 'initiative.read',
  'settle-challenge': 'initiative.read',
  'comment-on-initiative': 'initiative.comment',
  'attach-file': 'attachment.add',
  'remove-attachment': 'attachment.remove',
  'submit-initiative': 'initiative.submit',
  'withdraw-initiative': 'initiative.withdraw',
  'send-stage-content': 'stage.send',
  'present-stage': 'stage.present',
  'claim-task': 'task.work',
  'take-over-task': 'task.work',
  'release-task': 'task.work',
  'assign-task': 'task.work',
  'delegate-task': 'task.work',
  'resolve-task': 'task.work',
  'request-information': 'task.work',
  'give-information': 'task.answer',
  'remind-of-task': 'task.remind',
  recuse: 'interest.recuse',
  'end-recusal': 'interest.recuse',
  'recall-vote': 'task.decide',
  'recall-earlier-votes': 'task.decide',
  'complete-task': 'task.decide',
  // Of these the sitting is asked first: who may keep it. Here they are held to what they may see.
  'put-on-agenda': 'initiative.read',
  'take-off-agenda': 'initiative.read',
  'defer-at-sitting': 'initiative.read',
  'answer-referral': 'referral.answer',
  'override-requirement': 'requirement.override',
  'return-gate': 'gate.return',
  'move-gate': 'policy.move',
  'undo-move': 'policy.move',
};
