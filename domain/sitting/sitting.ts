import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { PersonId } from '../person.ts';
import type { Stage } from '../stage.ts';

export const SITTING_STATES = ['convened', 'closed', 'cancelled'] as const;
export type SittingState = (typeof SITTING_STATES)[number];

export const ATTENDANCES = ['present', 'absent', 'apologies'] as const;
export type Attendance = (typeof ATTENDANCES)[number];

/** A listed item is to be taken; a deferred one is not, with a reason; a struck one is off the agenda. */
export const ITEM_STATES = ['listed', 'deferred', 'struck'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** So many gates stand on an agenda at most: their initiatives are locked together while it is changed. */
export const MOST_ITEMS = 30;
/** And so many places it has had at most, however often it was changed: what was struck is kept. */
export const MOST_PLACES = 3 * MOST_ITEMS;
export const MOST_INVITED = 60;

/** A gate on an agenda. Its place is its own: it keeps it when it is struck, and others keep theirs. */
export interface Item {
  readonly gate: string;
  readonly initiative: string;
  readonly stage: Stage;
  /** Counts from 1. */
  readonly place: number;
  /** Of what was to be decided as it was put on the agenda. */
  readonly contentHash: string;
  readonly state: ItemState;
  /** Why it was deferred. */
  readonly reason: Content<string> | null;
  /** How many events its initiative had as the sitting closed: its record ends there. */
  readonly upTo: number | null;
}

/** Somebody who is invited; `null` until it is recorded whether they were there. */
export interface Invited {
  readonly person: PersonId;
  readonly attendance: Attendance | null;
}

/**
 * Ready gates that the same people decide, taken together in one meeting. It decides nothing by itself: each votes for
 * themselves, at the gate, and what a gate needs is what it needs without a sitting.
 */
export interface Sitting {
  readonly id: string;
  /** How many events it has; the version that `ETag` names. */
  readonly n: number;
  readonly at: string;
  readonly state: SittingState;
  readonly body: BodyCode;
  readonly title: Content<string>;
  /** Where it is, or the link to it. */
  readonly where: Content<string> | null;
  /** The instant at which it begins. */
  readonly heldAt: string;
  readonly convenedBy: PersonId;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly endedBy: PersonId | null;
  /** Why it was cancelled. */
  readonly reason: Content<string> | null;
  /** How many places its agenda has ever had. */
  readonly places: number;
  /** In order of place. */
  readonly items: readonly Item[];
  readonly people: readonly Invited[];
}
