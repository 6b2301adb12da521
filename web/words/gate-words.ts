import type {
  GateState,
  Outcome,
  ReferralAnswer,
  RequirementState,
  Seat,
  SeatKind,
  TaskState,
} from '../../domain/gate/gate.ts';
import type { StageState, Status } from '../../domain/initiative/initiative.ts';
import type { Stage } from '../../domain/stage.ts';
import type { Names } from './names.ts';

/** A short mark with a colour of the design system; the words say it all, the colour only helps. */
export interface Tag {
  readonly text: string;
  readonly colour: 'white' | 'grey' | 'green' | 'blue' | 'yellow' | 'orange' | 'red';
}

export const TASK_TAGS: Readonly<Record<TaskState, Tag>> = {
  ready: { text: 'Ready', colour: 'blue' },
  claimed: { text: 'Claimed', colour: 'yellow' },
  'info-requested': { text: 'Information asked for', colour: 'orange' },
  completed: { text: 'Answered', colour: 'green' },
  cancelled: { text: 'Not needed any more', colour: 'grey' },
  expired: { text: 'Time passed', colour: 'grey' },
  superseded: { text: 'Replaced', colour: 'grey' },
};

export const GATE_TAGS: Readonly<Record<GateState, Tag>> = {
  open: { text: 'Waiting for a decision', colour: 'blue' },
  approved: { text: 'Approved', colour: 'green' },
  declined: { text: 'Declined', colour: 'red' },
  'changes-requested': { text: 'Changes requested', colour: 'orange' },
  returned: { text: 'Returned', colour: 'orange' },
  superseded: { text: 'Replaced', colour: 'grey' },
};

export const STATUS_TAGS: Readonly<Record<Status, Tag>> = {
  draft: { text: 'Draft', colour: 'white' },
  'under-way': { text: 'Under way', colour: 'blue' },
  declined: { text: 'Declined', colour: 'red' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
  closed: { text: 'Closed', colour: 'green' },
};

export const STAGE_TAGS: Readonly<Record<StageState, Tag>> = {
  waiting: { text: 'Not started', colour: 'grey' },
  working: { text: 'Being worked on', colour: 'yellow' },
  presented: { text: 'Waiting for a decision', colour: 'blue' },
  decided: { text: 'Approved', colour: 'green' },
};

export const REQUIREMENT_TAGS: Readonly<Record<RequirementState, Tag>> = {
  'not-applicable': { text: 'Does not apply', colour: 'grey' },
  unsatisfied: { text: 'Still needed', colour: 'orange' },
  satisfied: { text: 'Met', colour: 'green' },
  overridden: { text: 'Set aside', colour: 'yellow' },
  error: { text: 'Cannot be checked', colour: 'red' },
};

/** What somebody answered, in the past: "approved". */
export const ANSWERED: Readonly<Record<Outcome, string>> = {
  approve: 'approved',
  decline: 'declined',
  'request-changes': 'requested changes',
  return: 'returned it to an earlier stage',
  advise: 'gave advice',
};

/** What an answer does, as the choice of a form. */
export function choiceOf(outcome: Outcome, seat: Seat): { readonly text: string; readonly hint: string } {
  switch (outcome) {
    case 'approve':
      return seat.kind === 'signature'
        ? { text: 'Sign', hint: 'Your body consents.' }
        : { text: 'Approve', hint: 'The stage can be decided once everybody who must agree has agreed.' };
    case 'decline':
      return seat.kind === 'signature'
        ? { text: 'Decline to sign', hint: 'It goes back to its owner, with your reason.' }
        : { text: 'Decline', hint: 'This ends the initiative.' };
    case 'request-changes':
      return { text: 'Request changes', hint: 'It goes back to its owner, with your reason.' };
    case 'return':
      return { text: 'Return to an earlier stage', hint: 'The earlier stage is worked and decided again.' };
    case 'advise':
      return { text: 'Give advice', hint: 'Advice is recorded, and does not decide.' };
  }
}

/** What a seat asks for, as a queue lists it. */
const ASKED: Readonly<Record<SeatKind, string>> = {
  approval: 'Approval',
  signature: 'Signature',
  advice: 'Advice',
};

/** What a task asks for, in a word or two; where an ICS decides, one approval is its signature as well. */
export function seatAsks(seat: Seat): string {
  const both = seat.kind === 'approval' && seat.role === 'signatory';
  return both ? 'Approval and signature' : ASKED[seat.kind];
}

/** What a task asks, in a sentence that says for whom. */
export function askedOf(seat: Seat, names: Names): string {
  const of = names.bodies(seat.bodies, 'or');
  const who = seat.role === 'signatory' ? `a signatory of ${of}` : `an approver of ${of}`;
  switch (seat.kind) {
    case 'approval':
      return seat.role === 'signatory'
        ? `It asks for an approval by ${who}, which is also the signature of that ICS.`
        : `It asks for an approval by ${who}.`;
    case 'signature':
      return `It asks for a signature by ${who}. A signature is consent; the decision itself is taken elsewhere.`;
    case 'advice':
      return `It asks for advice from ${who}. Advice does not decide and holds nothing up.`;
  }
}

export const REFERRAL_WORDS: Readonly<Record<ReferralAnswer, string>> = {
  consented: 'consented',
  refused: 'refused',
  notified: 'was notified',
  'called-in': 'called it in',
  released: 'released it',
};

/** What holds a gate's later steps in the form: nothing comes before the first stage or after the last. */
export function outcomesAt(outcomes: readonly Outcome[], stage: Stage, first: Stage): readonly Outcome[] {
  return outcomes.filter((outcome) => outcome !== 'return' || stage !== first);
}
