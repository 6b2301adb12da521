import { isShownAt, shownFiles, type Attachment } from '../attachment.ts';
import type { Content } from '../content.ts';
import type { Facts, Money } from '../facts.ts';
import type { Condition, Gate } from '../gate/gate.ts';
import type { Level } from '../level.ts';
import { hashOf } from '../log/hash.ts';
import type { PersonId } from '../person.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Attempt } from './attempts.ts';
import type { Claims } from './claim.ts';
import type { Proposal } from './proposal.ts';

export const STATUSES = ['draft', 'under-way', 'declined', 'withdrawn', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

export const STAGE_STATES = ['waiting', 'working', 'presented', 'decided'] as const;
export type StageState = (typeof STAGE_STATES)[number];

/** What was sent for a stage: the fields are named by the gate rules, and none is met by default. */
export type StageContent = Readonly<Record<string, unknown>>;

/** One stage of an initiative: worked, then presented, then decided at its gate. */
export interface StageWork {
  readonly stage: Stage;
  readonly state: StageState;
  /** Counts from 1 each time the stage is worked; 0 before the first. */
  readonly round: number;
  readonly content: Content<StageContent> | null;
  /** How often its content was sent: the version that `ETag` names. */
  readonly revision: number;
}

/** An improvement initiative, as its events left it. */
export interface Initiative {
  readonly id: string;
  /** How many events it has. */
  readonly n: number;
  /** When the last of them happened. */
  readonly at: string;
  readonly createdAt: string;
  readonly status: Status;
  readonly owner: PersonId;
  readonly ownerProfession: string | null;
  /** Everybody who changed what is being decided, the owner included. */
  readonly editors: readonly PersonId[];
  /** Everybody who has said that they have an interest in it: they do not decide it. */
  readonly recused: readonly PersonId[];
  /** Salts the hashes of what approvers are shown; goes when the initiative is erased. */
  readonly salt: Content<string>;
  readonly proposal: Content<Proposal>;
  readonly facts: Partial<Facts>;
  /** Derived; `null` while the proposal names no affected body. */
  readonly scope: Level | null;
  /** Who asserted each fact, who confirmed it, and what is challenged. */
  readonly claims: Claims;
  /** How often proposal or facts were edited: the version that `ETag` names. */
  readonly revision: number;
  /** The stage being worked. */
  readonly stage: Stage;
  readonly stages: Readonly<Record<Stage, StageWork>>;
  /** The latest gate. */
  readonly gate: Gate | null;
  /** The conditions of the latest approval, which the next gate requires. */
  readonly conditions: readonly Condition[];
  /** The money of the approved plan, which a later gate holds the facts against. */
  readonly approvedMoney: Money | null;
  /** Every file that was ever attached, in order. */
  readonly attachments: readonly Attachment[];
  /** What people lately tried that is not theirs to do: so that the same is told once. */
  readonly attempts: readonly Attempt[];
  /** Why the stage came back to the owner, until it is presented again. */
  readonly sentBack: { readonly code: string; readonly detail: Content<string> } | null;
}

/** The stages of an initiative before any was started. */
export function noWork(): Readonly<Record<Stage, StageWork>> {
  const untouched = (stage: Stage): StageWork => ({
    stage,
    state: 'waiting',
    round: 0,
    content: null,
    revision: 0,
  });
  return Object.fromEntries(STAGES.map((stage) => [stage, untouched(stage)])) as Record<Stage, StageWork>;
}

/**
 * The hash of what an approver of a stage is shown: proposal, facts and every stage's content up to this one with the
 * files attached to them, as canonical JSON, so that a change and its undoing leaves votes standing. It is salted: a
 * published hash does not give the text away.
 */
export function contentHashOf(initiative: Initiative, stage: Stage): string {
  const shown = STAGES.slice(0, STAGES.indexOf(stage) + 1);
  const files = shownFiles(initiative.attachments, (to) => isShownAt(to, stage));
  return hashOf([
    initiative.salt.value,
    initiative.proposal.value,
    initiative.facts,
    shown.map((each) => initiative.stages[each].content?.value ?? null),
    // Without files the hash is the one that votes were bound to before there were any.
    ...(files.length === 0 ? [] : [files]),
  ]);
}
