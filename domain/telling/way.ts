import { workingDaysAfter, type Calendar } from '../calendar.ts';
import type { Content } from '../content.ts';
import type { PersonId } from '../person.ts';
import { NOTICES, type Notice } from './notices.ts';

export const WAYS = ['each', 'digest', 'assigned'] as const;

/** How somebody is told: each thing at once, once on each working day, or at once and of nothing but what is theirs. */
export type Way = (typeof WAYS)[number];

/** How a person has chosen to be told. `hour` is local, 0 to 23, and matters for a digest. */
export interface WayTold {
  readonly how: Way;
  readonly hour: number;
}

/** That somebody chose how they are told. */
export interface WayChosen {
  readonly type: 'way-told-chosen';
  readonly data: WayTold & { readonly person: PersonId; readonly email: Content<string> | null };
}

export const USUAL_WAY: WayTold = { how: 'each', hour: 8 };

/** When somebody is told of a notice: at once, in a digest at an instant, or not at all. */
export function whenTold(
  { how, hour }: WayTold,
  notice: Notice,
  now: string,
  calendar: Calendar,
): { readonly at: string; readonly inDigest: boolean } | null {
  switch (how) {
    case 'each':
      return { at: now, inDigest: false };
    case 'assigned':
      return NOTICES[notice].mine ? { at: now, inDigest: false } : null;
    case 'digest':
      return { at: nextDigest(now, hour, calendar), inDigest: true };
  }
}

/** The next time that an hour of a working day begins, after an instant. */
export function nextDigest(now: string, hour: number, calendar: Calendar): string {
  const atHour = { ...calendar, closes: hour };
  const today = workingDaysAfter(now, 0, atHour);
  return today > now ? today : workingDaysAfter(now, 1, atHour);
}
