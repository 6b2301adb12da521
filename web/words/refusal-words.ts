import type { Refusal } from '../../domain/refusal.ts';
import { professionName, type Names } from './names.ts';

/** Why an answer was late: see `tooLate` of the domain. */
const TOO_LATE: Readonly<Record<string, string>> = {
  decided: 'This was decided before your answer came.',
  superseded: 'This was changed or withdrawn before your answer came.',
  over: 'What this task was part of was over before your answer came.',
  filled:
    'Others answered before your answer came, and nobody waits for one like it any more. The decision is still open.',
};

/** A refusal as somebody reads it: what is the matter, and what to do now. */
export function refusalInWords({ code, detail, data }: Refusal, names: Names): string {
  const holder = data?.['claimedBy'];
  switch (code) {
    case 'late':
      if (data?.['recorded'] !== true) return 'This task is over. Nothing is asked of anybody here any more.';
      return `${TOO_LATE[String(data['because'])] ?? TOO_LATE['decided']} Your answer was recorded as late and changed nothing.`;
    case 'claimed-by-another':
      return typeof holder === 'string'
        ? `${names.person(holder)} has claimed this task. Ask them to release it, or choose another task.`
        : 'Somebody else has claimed this task. Choose another one.';
    case 'not-claimed-by-you':
      return 'Only the person who holds a task can do this. You do not hold it any more.';
    case 'not-held':
      return 'Nobody else holds this task any more. You can claim it.';
    case 'not-answered-by-you':
      return 'Only the person who answered can take the answer back. It is not your answer any more.';
    case 'content-changed':
      return 'What you were shown has changed since. Read what is proposed now, below, then send your answer again.';
    case 'own-proposal':
      if (typeof data?.['fact'] === 'string')
        return 'You wrote this proposal or asserted this fact, so somebody else has to confirm, challenge or settle it.';
      return data?.['standsIn'] === true
        ? 'You stand in for somebody who wrote or changed this proposal, so you cannot decide on it. Somebody else has to.'
        : 'You wrote or changed this proposal, so you cannot decide on it. Somebody else of your body has to.';
    case 'interest-declared':
      return 'You have declared an interest in this, so you cannot decide on it. Somebody else of your role has to.';
    case 'not-recused':
      return 'You have not said that you have an interest in this.';
    case 'cover-over':
    case 'interest-over':
      return 'This has ended already.';
    case 'own-policy':
      return 'You wrote a text of this policy or put it up, so somebody else of the national board has to put it in force.';
    case 'own-claim':
      return 'You made this challenge, so somebody else of the deciding body has to uphold or dismiss it.';
    case 'not-of-this-seat': {
      const bodies = Array.isArray(data?.['bodies']) ? names.bodies(data['bodies'] as string[], 'or') : '';
      const who = data?.['role'] === 'signatory' ? 'a signatory' : 'an approver';
      return bodies === '' ? detail : `This task is for ${who} of ${bodies}, and you do not hold that role.`;
    }
    case 'one-seat-each':
      return 'You have already answered once at this decision. The other answers have to come from other people.';
    case 'not-yet':
      return `It is not the turn of this task yet. ${detail}`;
    case 'not-needed':
      return 'What this task asks for was given by others. Nothing is asked of anybody here any more.';
    case 'profession-counted':
      return notCounted(detail, data);
    case 'no-profession':
      return 'Approvals are counted by profession, and none is recorded for you. Ask the operator to record it.';
    case 'sitting-over':
      return 'This sitting is over. You can still answer the task, outside of it.';
    case 'sitting-not-yet':
      return 'The day of this sitting has not come yet. You can answer the task before it, outside of it.';
    case 'sitting-open':
      return 'This sitting is not closed yet: its record is made when it is.';
    case 'sitting-held':
      return 'Something was answered or deferred at this sitting: it was held. Close it, so that there is a record of it.';
    case 'sitting-unknown':
      return 'There is no such sitting that you may see. You can answer the task outside of it.';
    case 'not-on-agenda':
      return 'This is not to be taken at this sitting: it is not on the agenda, or was deferred. You can answer the task outside of it.';
    case 'not-invited':
      return 'You are not invited to this sitting. You can answer the task outside of it.';
    case 'still-demanded':
      return `A rule still holds this decision here. ${detail}`;
    case 'policy-not-in-force':
      return `Decisions are brought over to the policy in force, and to no other. ${detail}`;
    case 'not-moved':
      return 'This decision was not brought over from another version of the policy, or its facts have moved it since.';
    case 'gate-suspended':
      return 'An outside authority has called this in. Nobody can decide until it is released.';
    case 'not-allowed':
      return 'None of your roles lets you do this.';
    case 'not-for-programs':
    case 'scope-missing':
    case 'service-account-ended':
      return 'A program asked for this, and it may not do it. A person has to.';
    case 'delegated':
      return 'A colleague prepares this task. You can answer it once they have finished, or once you have it back.';
    case 'not-delegated':
      return 'Nobody prepares this task for somebody else any more.';
    case 'waits-for-you':
      return 'This task waits for you, so there is nobody else to remind.';
    case 'reminded-lately':
      return 'Somebody has reminded of this task within the last day. Once a day is enough.';
    case 'question-open':
      return 'The owner has not answered the last question yet. To take it back, release the task.';
    case 'nothing-asked':
      return 'Nobody waits for an answer here any more.';
    // Their own sentences say it: they are about a field of the form, or about what no page asks.
    case 'attachments-full':
    case 'not-found':
    case 'nothing-waits':
    case 'nothing-changed':
    case 'fact-unknown':
    case 'links-unknown':
    case 'already-challenged':
    case 'too-many-challenges':
    case 'version-required':
    case 'version-stale':
    case 'invalid':
    case 'facts-invalid':
    case 'bodies-unknown':
    case 'proposal-incomplete':
    case 'reason-required':
    case 'outcome-not-for-seat':
    case 'return-not-earlier':
    case 'no-next-gate':
    case 'status-conflict':
    case 'stage-conflict':
    case 'not-this-answer':
    case 'policy-unreadable':
    case 'policy-state':
    case 'policy-frozen':
    case 'policy-not-approved':
    case 'policy-locks-out':
    case 'policy-unknown':
    case 'policy-not-national':
    case 'already-exists':
    case 'too-many':
    case 'colleague-unfit':
    case 'person-unknown':
      return detail;
  }
}

/** Why an approval would not count by somebody's profession. What it takes instead is in the sentence of the rules. */
function notCounted(detail: string, data: Refusal['data']): string {
  const profession = data?.['profession'];
  switch (data?.['why']) {
    case 'has-approved':
      return `Somebody of your profession${typeof profession === 'string' ? ` (${professionName(profession).toLowerCase()})` : ''} has already approved. The approvals have to come from different professions.`;
    case 'last-registered':
    case 'owners-profession':
      return 'The approvals have to come from different professions, at least one of them registered, so this one has to come from somebody of another profession than yours.';
    default:
      return detail;
  }
}
