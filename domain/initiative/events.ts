import type { AttachedFile, AttachedTo } from '../attachment.ts';
import type { BodyCode } from '../body.ts';
import type { CalendarRef } from '../calendars/calendars.ts';
import type { Content } from '../content.ts';
import type { Fact, Facts, FactValue, Money } from '../facts.ts';
import type {
  Condition,
  Gate,
  Outcome,
  Quorum,
  Referral,
  ReferralAnswer,
  RequirementResult,
  Seat,
  Vote,
} from '../gate/gate.ts';
import type { Level } from '../level.ts';
import type { Section } from '../gate/sections.ts';
import type { PersonId } from '../person.ts';
import type { Receipt } from '../policy/receipt.ts';
import type { RefusalCode } from '../refusal.ts';
import type { Stage } from '../stage.ts';
import type { Tried } from './attempts.ts';
import type { AtGate, AtTask, Of } from './event-shapes.ts';
import type { StageContent, Status } from './initiative.ts';
import type { PolicyAskedFor } from '../policy-life/life.ts';
import type { MoveEvent } from './move-events.ts';
import type { Proposal } from './proposal.ts';

/** A seat as a gate opens with it. */
export type NewSeat = Pick<Seat, 'task' | 'kind' | 'bodies' | 'role'>;

/** How a challenge is settled: the owner, who made it, or the body that decides. Time settles none. */
export const SETTLEMENTS = ['accepted', 'withdrawn', 'upheld', 'dismissed'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

/** Who says that a fact has a value, and who other than them confirmed it. */
export interface Said {
  readonly by: PersonId;
  readonly confirmed: readonly PersonId[];
}

/**
 * What can happen to an initiative, in the past tense. `data` holds codes, numbers and opaque ids; names and free text
 * are sealed content. Old versions are upcast on reading and never rewritten.
 */
export type Event =
  | MoveEvent
  | Of<
      'initiative-drafted',
      {
        readonly owner: PersonId;
        readonly ownerProfession: string | null;
        readonly salt: Content<string>;
        readonly lead: BodyCode;
        readonly affected: readonly BodyCode[];
        /** Absent where it names none. */
        readonly linked?: readonly string[];
        readonly proposal: Content<Proposal>;
        readonly facts: Partial<Facts>;
        readonly scope: Level | null;
      }
    >
  | Of<
      'initiative-edited',
      {
        readonly lead: BodyCode;
        readonly affected: readonly BodyCode[];
        /** Absent where it names none. */
        readonly linked?: readonly string[];
        readonly proposal: Content<Proposal>;
        readonly facts: Partial<Facts>;
        readonly scope: Level | null;
        /** The facts that changed, before and after. */
        readonly changed: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
        /** Where it is under way and asks for a policy. */
        readonly policy?: PolicyAskedFor;
      }
    >
  | Of<
      'fact-confirmed',
      {
        readonly fact: Fact;
        readonly value: FactValue;
        readonly by: PersonId;
        readonly body: BodyCode;
      }
    >
  | Of<
      'fact-challenged',
      {
        readonly challenge: string;
        readonly fact: Fact;
        /** As it stood, and as it is said to be. */
        readonly asserted: FactValue;
        readonly value: FactValue;
        readonly by: PersonId;
        readonly body: BodyCode;
        readonly reason: Content<string>;
        /** The bodies of the verdict that holds with it: their people uphold or dismiss it. Left out, it was not said. */
        readonly deciding?: readonly BodyCode[];
      }
    >
  | Of<
      'challenge-settled',
      {
        readonly challenge: string;
        readonly how: Settlement;
        readonly fact: Fact;
        readonly asserted: FactValue;
        /** What the challenge said that it is. */
        readonly value: FactValue;
        readonly by: PersonId;
        /** The body for which it was upheld or dismissed. */
        readonly body: BodyCode | null;
        readonly reason: Content<string> | null;
      }
    >
  | Of<
      'level-lowered',
      {
        readonly because: 'edited' | Settlement | 'linked-changed';
        readonly challenge: string | null;
        /** The stages whose gate is decided at a lower level than before. */
        readonly levels: readonly { readonly stage: Stage; readonly from: Level; readonly to: Level }[];
        readonly facts: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
        readonly scope: { readonly from: Level | null; readonly to: Level | null } | null;
        /** By stage, the rules that decided before and match no more. Absent where it was not told yet. */
        readonly rules?: Readonly<Partial<Record<Stage, readonly string[]>>>;
        /** Who says each value of those facts, and who else confirmed it. Absent where it was not told yet. */
        readonly claims?: Readonly<Partial<Record<Fact, { readonly from: Said; readonly to: Said }>>>;
      }
    >
  | Of<'comment-made', { readonly stage: Stage; readonly by: PersonId; readonly text: Content<string> }>
  | Of<'attachment-added', AttachedFile & { readonly to: AttachedTo; readonly by: PersonId }>
  | Of<
      'attachment-removed',
      {
        readonly id: string;
        readonly by: PersonId;
        readonly sha256: string;
        /** Kept where a gate was decided by people who read them. */
        readonly bytes: 'kept' | 'deleted';
      }
    >
  /** With the policy that it asks for, where it does. */
  | Of<'initiative-submitted', { readonly policy?: PolicyAskedFor }>
  | Of<'initiative-withdrawn', { readonly reason: Content<string> | null }>
  | Of<
      'initiative-reopened',
      { readonly stage: Stage; readonly round: number; readonly policy?: PolicyAskedFor }
    >
  | Of<'initiative-declined', { readonly stage: Stage }>
  | Of<'initiative-closed', Record<string, never>>
  | Of<'stage-started', { readonly stage: Stage; readonly round: number }>
  | Of<'stage-content-sent', { readonly stage: Stage; readonly content: Content<StageContent> }>
  | Of<'stage-presented', { readonly stage: Stage; readonly round: number }>
  | Of<
      'stage-sent-back',
      { readonly from: Stage; readonly to: Stage; readonly code: string; readonly detail: Content<string> }
    >
  | Of<
      'gate-opened',
      AtGate & {
        readonly round: number;
        readonly home: Level;
        readonly level: Level;
        readonly bodies: readonly BodyCode[];
        readonly receipt: Receipt;
        readonly rulesVersion: number;
        readonly quorum: readonly Quorum[];
        readonly seats: readonly NewSeat[];
        readonly referrals: readonly Pick<Referral, 'authority' | 'kind'>[];
        readonly contentHash: string;
        readonly dueAt: string;
        readonly remindAt: string;
        /** By which working days it counts; left out by those of before calendars had versions. */
        readonly calendar?: CalendarRef;
        /** The gate that it follows, superseded by what routes it: votes of it that still count, count here. */
        readonly takesOver?: string;
      }
    >
  | Of<
      'gate-escalated',
      AtGate & { readonly from: Level; readonly to: Level; readonly deciding: readonly string[] }
    >
  | Of<'systems-told', AtGate & { readonly systems: readonly BodyCode[] }>
  | Of<'task-claimed', AtTask & { readonly by: PersonId; readonly profession: string | null }>
  | Of<
      'task-taken-over',
      AtTask & { readonly by: PersonId; readonly from: PersonId; readonly profession: string | null }
    >
  | Of<
      'task-assigned',
      AtTask & { readonly by: PersonId; readonly to: PersonId; readonly profession: string | null }
    >
  | Of<'task-delegated', AtTask & { readonly by: PersonId; readonly to: PersonId }>
  | Of<'task-resolved', AtTask & { readonly by: PersonId; readonly note: Content<string> | null }>
  | Of<'task-reminded', AtTask & { readonly by: PersonId; readonly whom: PersonId | null }>
  | Of<
      'task-released',
      AtTask & {
        readonly by: PersonId;
        /** Why who held it can no longer decide it, where that is what gave it back. */
        readonly because?: RefusalCode;
      }
    >
  | Of<
      'information-requested',
      AtTask & {
        readonly by: PersonId;
        readonly profession: string | null;
        readonly question: Content<string>;
      }
    >
  | Of<'information-given', AtTask & { readonly by: PersonId; readonly answer: Content<string> }>
  | Of<'information-not-given', AtTask>
  | Of<'clock-stopped', AtGate & { readonly until: string }>
  | Of<
      'clock-started',
      AtGate & {
        readonly stoppedAt: string;
        /** By so many working days it goes on later. */
        readonly workingDays: number;
        readonly dueAt: string;
        readonly nextLookAt: string;
      }
    >
  | Of<'person-recused', { readonly by: PersonId; readonly nature: Content<string> }>
  | Of<'recusal-ended', { readonly by: PersonId }>
  | Of<'task-completed', AtTask & { readonly vote: Vote }>
  | Of<
      'vote-refused',
      AtTask & {
        readonly by: PersonId;
        readonly outcome: Outcome;
        readonly contentHash: string;
        readonly code: string;
      }
    >
  /** That somebody tried what is not theirs to do. The same once in an hour. */
  | Of<'attempt-refused', Tried>
  | Of<
      'vote-recalled',
      AtTask & {
        readonly by: PersonId;
        readonly reason: Content<string> | null;
        /** Why who cast it could not decide it, where that is what took it back. */
        readonly because?: RefusalCode;
        /** Whose vote of a gate before it is, and when it was cast; left out, it is the one in the task's seat. */
        readonly earlier?: { readonly by: PersonId; readonly votedAt: string };
      }
    >
  | Of<
      'votes-outdated',
      AtGate & {
        readonly tasks: readonly string[];
        readonly contentHash: string;
        /** What changed of what is shown. Where it is not said, the votes were not kept to stand again. */
        readonly sections?: readonly Section[];
      }
    >
  | Of<'votes-stand-again', AtGate & { readonly tasks: readonly string[] }>
  | Of<
      'referral-answered',
      AtGate & {
        readonly authority: string;
        readonly answer: ReferralAnswer;
        readonly reference: Content<string>;
      }
    >
  | Of<
      'requirement-overridden',
      AtGate & { readonly requirement: string; readonly by: PersonId; readonly reason: Content<string> }
    >
  | Of<'put-on-agenda', AtGate & { readonly sitting: string; readonly body: BodyCode }>
  | Of<
      'taken-off-agenda',
      AtGate & {
        readonly sitting: string;
        readonly body: BodyCode;
        readonly because: 'struck' | 'cancelled';
      }
    >
  | Of<'deferred-at-sitting', AtGate & { readonly sitting: string; readonly reason: Content<string> }>
  | Of<'gate-reminded', AtGate & { readonly tasks: readonly string[]; readonly nextLookAt: string }>
  | Of<'advice-not-given', AtTask>
  | Of<
      'gate-past-due',
      AtGate & {
        readonly level: Level;
        /** Which step of the chain within the level is told, and again from when. */
        readonly tell: string;
        readonly nextLookAt: string;
      }
    >
  | Of<'verdict-retaken', AtGate & { readonly receipt: Receipt }>
  | Of<
      'gate-decided',
      AtGate & {
        readonly state: Exclude<Gate['state'], 'open'>;
        readonly because: readonly string[];
        readonly requirements: readonly RequirementResult[];
        readonly conditions: readonly Condition[];
        readonly returnTo: Stage | null;
        /** The ICS whose decline returned it. */
        readonly declinedBy: BodyCode | null;
        readonly approvedMoney: Money | null;
        /** The version of the policy by which the gate that follows it is opened; left out, the one in force then. */
        readonly policy?: string;
      }
    >;

export type EventType = Event['type'];

/** An event with who and when: what is stored, and what `evolve` folds. */
export type Happened = Event & { readonly n: number; readonly at: string; readonly actor: string };

/** The actor of what the workflow does. */
export const WORKFLOW = 'workflow';

export type Ended = Exclude<Status, 'draft' | 'under-way'>;
