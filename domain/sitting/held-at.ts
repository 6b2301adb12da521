import { localDay, type Calendar } from '../calendar.ts';
import type { FieldProblem } from '../refusal.ts';
import { notYet } from './not-now.ts';

/** So many years ahead a sitting is convened at most: another century is mostly a slip of the hand. */
export const MOST_YEARS_AHEAD = 2;

/** An instant as rows write it: it can be sent in more ways than one. */
export const asWritten = (instant: string) => new Date(instant).toISOString();

/** Why a sitting cannot be held on the day of an instant. */
export function notThen(
  heldAt: string,
  { now, calendar: { timeZone } }: { readonly now: string; readonly calendar: Calendar },
): readonly FieldProblem[] {
  const [day, today] = [localDay(heldAt, timeZone), localDay(now, timeZone)];
  const field = 'heldAt';
  if (day < today)
    return [{ field, rule: 'not-past', detail: `A sitting is held today (${today}) or later.` }];
  const last = `${Number(today.slice(0, 4)) + MOST_YEARS_AHEAD}${today.slice(4)}`.replace('-02-29', '-02-28');
  if (day <= last) return [];
  const detail = `A sitting is held at most ${MOST_YEARS_AHEAD} years ahead: on ${last} at the latest.`;
  return [{ field, rule: 'not-far-ahead', detail }];
}

/** What was held is not to come: it could be neither closed nor cancelled until then. */
export function notAfterItWasHeld(
  heldAt: string,
  given: { readonly now: string; readonly calendar: Calendar; readonly isHeld: boolean },
): readonly FieldProblem[] {
  if (!given.isHeld || notYet({ heldAt }, given) === null) return [];
  const detail =
    'Somebody answered at this sitting, or an item was deferred: it was held, and is not put off. Close it.';
  return [{ field: 'heldAt', rule: 'was-held', detail }];
}
