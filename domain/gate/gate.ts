import type { BodyCode } from '../body.ts';
import type { CalendarRef } from '../calendars/calendars.ts';
import type { Content } from '../content.ts';
import type { Level } from '../level.ts';
import { uuidFrom } from '../log/hash.ts';
import type { PersonId } from '../person.ts';
import type { Stage } from '../stage.ts';
import type { Receipt } from '../policy/receipt.ts';
import type { SectionHashes } from './sections.ts';
import type { ThresholdSet } from './thresholds.ts';

export const GATE_STATES = [
  'open',
  'approved',
  'declined',
  'changes-requested',
  'returned',
  'superseded',
] as const;
export type GateState = (typeof GATE_STATES)[number];

export const TASK_STATES = [
  'ready',
  'claimed',
  'info-requested',
  'completed',
  'cancelled',
  'expired',
  'superseded',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const OUTCOMES = ['approve', 'decline', 'request-changes', 'return', 'advise'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SEAT_KINDS = ['approval', 'signature', 'advice'] as const;
export type SeatKind = (typeof SEAT_KINDS)[number];

/** One condition of an approval: it becomes a requirement of the next gate. `due` is a day, `YYYY-MM-DD`. */
export interface ConditionText {
  readonly text: string;
  readonly owner: string;
  readonly due: string;
}

/** What somebody answered, bound to the content that they were shown. */
export interface Vote {
  readonly by: PersonId;
  /** Whose role it was cast in, where they were away; left out, their own. */
  readonly onBehalfOf?: PersonId;
  readonly body: BodyCode;
  readonly profession: string | null;
  readonly registered: boolean;
  readonly outcome: Outcome;
  readonly contentHash: string;
  /** What of it they read; left out where that is everything, which `contentHash` says. */
  readonly sections?: SectionHashes;
  readonly at: string;
  readonly reason: Content<string> | null;
  readonly conditions: Content<readonly ConditionText[]> | null;
  readonly returnTo: Stage | null;
  /** The sitting at which it was cast; left out, at none. */
  readonly sitting?: string;
  /** Where it was cast, where that was at a gate before the one at which it counts. */
  readonly cast?: CastAt;
}

/** The gate and the task at which a vote was cast. */
export interface CastAt {
  readonly gate: string;
  readonly task: string;
  readonly level: Level;
}

/** A vote of a gate before, in the same stage, with the kind of seat that it was cast in: it counts on once it may. */
export interface EarlierVote extends Pick<Seat, 'kind' | 'bodies' | 'role'> {
  /** The set of thresholds that it was counted in. */
  readonly set: string;
  readonly vote: Vote & { readonly cast: CastAt };
}

/** What whoever holds a task asked the owner, and what the owner answered. `at` are instants. */
export interface Question {
  readonly by: PersonId;
  readonly text: Content<string>;
  readonly at: string;
  /** `null` until it is answered; it stays so where nobody waits for it any more. */
  readonly answer: { readonly by: PersonId; readonly text: Content<string>; readonly at: string } | null;
}

/** That whoever holds a task asked a colleague to prepare it. It stays theirs, and waits until it is resolved. */
export interface Delegation {
  readonly to: PersonId;
  readonly at: string;
  readonly resolvedAt: string | null;
  /** What the delegate had to say. */
  readonly note: Content<string> | null;
}

/** That somebody reminded of a task, and whom: `null` for whoever could take it. */
export interface Reminder {
  readonly by: PersonId;
  readonly whom: PersonId | null;
  readonly at: string;
}

/** One place in a gate's quorum, and the task that fills it. */
export interface Seat {
  readonly task: string;
  readonly kind: SeatKind;
  /** Whoever holds `role` for one of these bodies may fill it. */
  readonly bodies: readonly BodyCode[];
  readonly role: 'approver' | 'signatory';
  readonly state: TaskState;
  readonly claimedBy: PersonId | null;
  /** The profession that whoever holds it held it as. */
  readonly claimedAs: string | null;
  readonly vote: Vote | null;
  /** The vote that an edit made outdated, until somebody fills the seat: it stands again if what it read comes back. */
  readonly outdated: Vote | null;
  /** In order; the last waits for its answer while the task is `info-requested`. */
  readonly questions: readonly Question[];
  readonly delegation: Delegation | null;
  /** When somebody last reminded of it, and who. */
  readonly reminded: Reminder | null;
}

/**
 * What the approvals of one deciding body must have between them. `notProfession` is the light profile's: one
 * approval by somebody of another profession than the owner's.
 */
interface PlainQuorum {
  readonly body: BodyCode;
  readonly approvals: number;
  readonly professions: number;
  readonly registered: number;
  readonly notProfession: string | null;
}

/**
 * What a gate keeps of what it waits for. Approvals of which no more is said than version 1 of the gate rules could are kept as
 * it kept them, so that a release that knows nothing else can go on with them; `setsOf` reads both.
 */
export type Quorum = PlainQuorum | ThresholdSet;

export const REFERRAL_ANSWERS = ['consented', 'refused', 'notified', 'called-in', 'released'] as const;
export type ReferralAnswer = (typeof REFERRAL_ANSWERS)[number];

/** A condition of an approval, by whom and by when it is to be met. */
export interface Condition {
  readonly id: string;
  readonly from: Stage;
  readonly text: Content<ConditionText>;
}

/** An outside authority that must consent, or must be told. */
export interface Referral {
  readonly authority: string;
  readonly kind: 'consent' | 'notice';
  readonly answer: ReferralAnswer | null;
  readonly reference: Content<string> | null;
  readonly at: string | null;
}

/** That an approver of the deciding level set a requirement aside, with a reason; counted for the board. */
export interface Override {
  readonly requirement: string;
  readonly by: PersonId;
  readonly reason: Content<string>;
  readonly at: string;
}

export const REQUIREMENT_STATES = [
  'not-applicable',
  'unsatisfied',
  'satisfied',
  'overridden',
  'error',
] as const;
export type RequirementState = (typeof REQUIREMENT_STATES)[number];

/** One requirement of a gate and how it stands. `missing` names the fields that would satisfy it. */
export interface RequirementResult {
  readonly id: string;
  readonly state: RequirementState;
  readonly missing: readonly string[];
  readonly reason: string;
  /** Hash of the content, id of the override or of the vote that it rests on. */
  readonly evidence: string | null;
}

/** The decision that ends a stage. Its identity is initiative, stage and round. */
export interface Gate {
  readonly id: string;
  readonly stage: Stage;
  readonly round: number;
  readonly state: GateState;
  readonly home: Level;
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  /** Of its rules those that decided; the whole is in the event that gave the verdict. */
  readonly receipt: Receipt;
  readonly rulesVersion: number;
  readonly quorum: readonly Quorum[];
  readonly seats: readonly Seat[];
  /** The version of the policy that it was brought over from, and the one that it is judged by since; `null` where it was not. */
  readonly moved: { readonly from: string; readonly to: string } | null;
  /** The votes of gates that were superseded before it, as far as they do not count here. */
  readonly earlier: readonly EarlierVote[];
  readonly referrals: readonly Referral[];
  readonly overrides: readonly Override[];
  /** The conditions of the approval before, which this gate requires. */
  readonly conditions: readonly Condition[];
  readonly suspended: boolean;
  readonly contentHash: string;
  readonly openedAt: string;
  /** The calendar that it opened with, and counts by until it is decided. */
  readonly calendar: CalendarRef;
  readonly dueAt: string;
  /** When the workflow looks again while nobody decides: to remind, then to escalate within the level. */
  readonly nextLookAt: string;
  readonly reminded: boolean;
  /** Since when its clock stands, because a decider waits for the owner's answer; `null` while it runs. */
  readonly clockStoppedAt: string | null;
  /** How long it stands at most: what is not answered until then is waited for no more. `null` while it runs. */
  readonly clockStoppedUntil: string | null;
  /** How often a due date passed; who was told follows from the gate rules' chain. */
  readonly pastDue: number;
  readonly decidedAt: string | null;
  /** Where the work goes when it was returned: the stage to be worked again. */
  readonly returnTo: Stage | null;
  /** What it rested on once it was decided: the tasks, how each requirement stood, the body that declined. */
  readonly decision: {
    readonly because: readonly string[];
    readonly requirements: readonly RequirementResult[];
    readonly declinedBy: BodyCode | null;
    /** The version of the policy by which the gate that follows it is opened, where it is said. */
    readonly policy?: string;
  } | null;
}

/** A gate's id, which follows from initiative, stage and round: opening it twice opens it once. */
export function gateId(initiative: string, stage: Stage, round: number): string {
  return uuidFrom('gate', initiative, stage, round);
}

/** A task's id, which follows from its gate and its seat. */
export function taskId(gate: string, seat: number): string {
  return uuidFrom('task', gate, seat);
}

/** True while a seat waits for somebody. */
export function isWaiting(seat: Pick<Seat, 'state'>): boolean {
  return seat.state === 'ready' || isHeld(seat);
}

/** True while somebody holds a seat's task, also while they wait for the owner's answer. */
export function isHeld(seat: Pick<Seat, 'state'>): boolean {
  return seat.state === 'claimed' || seat.state === 'info-requested';
}

/** Who prepares a task for whoever holds it, while they do. */
export function delegateOf({ state, delegation }: Pick<Seat, 'state' | 'delegation'>): PersonId | null {
  return isHeld({ state }) && delegation?.resolvedAt === null ? delegation.to : null;
}

/** True while a decider waits for the owner: advice holds nothing up, so who gives it stops no clock. */
export function isWaitingForOwner({ kind, state }: Pick<Seat, 'kind' | 'state'>): boolean {
  return kind !== 'advice' && state === 'info-requested';
}
