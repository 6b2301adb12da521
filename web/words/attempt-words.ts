import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { Tried } from '../../domain/initiative/attempts.ts';
import { REFUSED } from './why-not.ts';

/** What somebody tried, after “tried to”. */
const TRIED: Readonly<Record<PersonCommand['type'], string>> = {
  'draft-initiative': 'draft it',
  'edit-initiative': 'change the proposal',
  'confirm-fact': 'confirm a fact',
  'challenge-fact': 'challenge a fact',
  'settle-challenge': 'settle what was challenged',
  'comment-on-initiative': 'comment',
  'attach-file': 'attach a file',
  'remove-attachment': 'remove a file',
  'submit-initiative': 'submit it',
  'withdraw-initiative': 'withdraw it',
  'send-stage-content': 'change what was sent for a stage',
  'present-stage': 'present a stage',
  'claim-task': 'claim a task',
  'take-over-task': 'take a task over',
  'release-task': 'give a task back',
  'assign-task': 'hand a task over',
  'delegate-task': 'have a task prepared by a colleague',
  'resolve-task': 'say that a task is prepared, or have it back',
  'request-information': 'ask the owner something',
  'give-information': 'answer for the owner',
  'remind-of-task': 'remind somebody of a task',
  recuse: 'declare an interest',
  'end-recusal': 'say that an interest is over',
  'recall-vote': 'take an answer back',
  'recall-earlier-votes': 'take back an answer of a gate before',
  'return-gate': 'return the decision to a lower level',
  'move-gate': 'bring the decision over to another version of the policy',
  'undo-move': 'take back that the decision was brought over to another version of the policy',
  'complete-task': 'decide',
  'put-on-agenda': 'put this on the agenda of a sitting',
  'take-off-agenda': 'take this off the agenda of a sitting',
  'defer-at-sitting': 'defer this at a sitting',
  'answer-referral': 'record what an outside authority answered',
  'override-requirement': 'set a requirement aside',
};

const isKnown = (command: string): command is PersonCommand['type'] => Object.hasOwn(TRIED, command);

/** That somebody tried what is not theirs to do, and why it was refused. */
export function attemptInWords({ command, code }: Tried, who: string): readonly [string, string] {
  const what = isKnown(command) ? TRIED[command] : command.replaceAll('-', ' ');
  return [
    `${who} tried to ${what} and was refused. Nothing changed.`,
    REFUSED[code] ?? 'It is not theirs to do.',
  ];
}
