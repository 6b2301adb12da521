import type { AttachedFile, AttachingTo } from '../attachment.ts';
import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { Fact, Facts, FactValue } from '../facts.ts';
import type { ConditionText, Outcome, ReferralAnswer } from '../gate/gate.ts';
import type { Person } from '../person.ts';
import type { Refusal } from '../refusal.ts';
import type { NamedSitting } from '../sitting/at-sitting.ts';
import type { Stage } from '../stage.ts';
import type { Linked } from '../policy/basis.ts';
import type { Settlement } from './events.ts';
import type { StageContent } from './initiative.ts';
import type { Proposal } from './proposal.ts';

/** Of the initiatives that somebody names: which they see, and the money of all that would be linked with it then. */
export interface LinkedFound {
  readonly seen: readonly string[];
  readonly money: readonly Linked[];
}

/** What people ask for. Words are sealed at the edge, where salts are made. */
export type PersonCommand =
  | {
      readonly type: 'draft-initiative';
      readonly id: string;
      readonly salt: Content<string>;
      readonly proposal: Content<Proposal>;
      readonly facts: Partial<Facts>;
      readonly linked?: LinkedFound | null;
    }
  | {
      readonly type: 'edit-initiative';
      readonly proposal: Content<Proposal>;
      readonly facts: Partial<Facts>;
      /** What was found of the initiatives that it is to be linked with; `null` where that stays as it is. */
      readonly linked?: LinkedFound | null;
      readonly revision: number | null;
    }
  | { readonly type: 'confirm-fact'; readonly fact: Fact; readonly value: FactValue }
  | {
      readonly type: 'challenge-fact';
      readonly id: string;
      readonly fact: Fact;
      readonly value: FactValue;
      readonly reason: Content<string>;
    }
  | {
      readonly type: 'settle-challenge';
      readonly challenge: string;
      readonly how: Settlement;
      readonly reason: Content<string> | null;
    }
  | { readonly type: 'comment-on-initiative'; readonly text: Content<string> }
  | ({ readonly type: 'attach-file'; readonly to: AttachingTo } & AttachedFile)
  | { readonly type: 'remove-attachment'; readonly id: string }
  | { readonly type: 'submit-initiative' }
  | { readonly type: 'withdraw-initiative'; readonly reason: Content<string> | null }
  | {
      readonly type: 'send-stage-content';
      readonly stage: Stage;
      readonly content: Content<StageContent>;
      readonly revision: number | null;
    }
  | { readonly type: 'present-stage'; readonly stage: Stage }
  | { readonly type: 'claim-task'; readonly task: string }
  | { readonly type: 'take-over-task'; readonly task: string }
  | { readonly type: 'release-task'; readonly task: string }
  | { readonly type: 'assign-task'; readonly task: string; readonly to: Person }
  | { readonly type: 'delegate-task'; readonly task: string; readonly to: Person }
  | { readonly type: 'resolve-task'; readonly task: string; readonly note: Content<string> | null }
  | { readonly type: 'request-information'; readonly task: string; readonly question: Content<string> }
  | { readonly type: 'give-information'; readonly task: string; readonly answer: Content<string> }
  | { readonly type: 'remind-of-task'; readonly task: string }
  | { readonly type: 'recall-earlier-votes'; readonly gate: string; readonly reason: Content<string> | null }
  | { readonly type: 'return-gate'; readonly gate: string; readonly reason: Content<string> }
  | { readonly type: 'move-gate'; readonly gate: string; readonly version: string }
  | { readonly type: 'undo-move'; readonly gate: string; readonly version: string }
  | { readonly type: 'recuse'; readonly nature: Content<string> }
  | { readonly type: 'end-recusal' }
  | { readonly type: 'recall-vote'; readonly task: string; readonly reason: Content<string> | null }
  | {
      readonly type: 'complete-task';
      readonly gate: string;
      readonly stage: Stage;
      readonly task: string;
      readonly outcome: Outcome;
      readonly contentHash: string;
      readonly reason: Content<string> | null;
      readonly conditions: Content<readonly ConditionText[]> | null;
      readonly returnTo: Stage | null;
      /** The sitting that it is cast at; left out, none. */
      readonly sitting?: NamedSitting;
    }
  | {
      readonly type: 'put-on-agenda';
      readonly gate: string;
      readonly sitting: string;
      readonly body: BodyCode;
    }
  | {
      readonly type: 'take-off-agenda';
      readonly gate: string;
      readonly sitting: string;
      readonly body: BodyCode;
      readonly because: 'struck' | 'cancelled';
    }
  | {
      readonly type: 'defer-at-sitting';
      readonly gate: string;
      readonly sitting: string;
      readonly reason: Content<string>;
    }
  | {
      readonly type: 'answer-referral';
      readonly gate: string;
      readonly authority: string;
      readonly answer: ReferralAnswer;
      readonly reference: Content<string>;
    }
  | {
      readonly type: 'override-requirement';
      readonly gate: string;
      readonly requirement: string;
      readonly reason: Content<string>;
    };

/** What somebody was refused before they could ask it: nobody sends a file for nothing. */
export interface Denied {
  readonly type: Exclude<PersonCommand['type'], 'draft-initiative'>;
  readonly denied: Refusal;
}

/** What the workflow asks for. Each is idempotent: asked again, it changes nothing. */
export type WorkflowCommand =
  | { readonly type: 'open-gate' }
  | { readonly type: 'remind' }
  | { readonly type: 'escalate-within-level' }
  | { readonly type: 'move-on' };

export type Command = PersonCommand | WorkflowCommand;
