import type { PersonId } from '../person.ts';
import { never } from '../result.ts';
import type { SittingHappened } from '../sitting/events.ts';
import type { Sitting } from '../sitting/sitting.ts';
import type { Notice } from './notices.ts';

/** What somebody is told of a sitting. */
export type SittingNotice = Extract<
  Notice,
  'invited' | 'uninvited' | 'sitting-moved' | 'sitting-changed' | 'sitting-cancelled'
>;

export interface SittingTelling {
  readonly person: PersonId;
  readonly notice: SittingNotice;
}

/** A changed agenda is told after so many milliseconds, so that what is changed in one go is one mail. */
export const CHANGES_SETTLE = 10 * 60_000;

/**
 * Who is told of what happened to a sitting: those who are invited, but whoever did it. Who was there is nobody's news, and an
 * item that is deferred is told to its owner, by its initiative.
 */
export function whoHearsOfSitting(
  event: SittingHappened,
  invited: readonly PersonId[],
): readonly SittingTelling[] {
  return told(event, invited).filter(({ person }) => person !== event.actor);
}

/** Those who were among the invited already: whom one of the events that follow invites hears all of it with that. */
export function invitedBefore(
  { n }: SittingHappened,
  events: readonly SittingHappened[],
  invited: readonly PersonId[],
): readonly PersonId[] {
  const later = new Set(
    events.flatMap((each) => (each.n > n && each.type === 'invitations-changed' ? each.data.invited : [])),
  );
  return invited.filter((each) => !later.has(each));
}

function told(event: SittingHappened, invited: readonly PersonId[]): readonly SittingTelling[] {
  const all = (notice: SittingNotice, people = invited) => people.map((person) => ({ person, notice }));
  switch (event.type) {
    case 'sitting-convened':
      return all('invited', event.data.invited);
    case 'invitations-changed':
      return [...all('invited', event.data.invited), ...all('uninvited', event.data.uninvited)];
    case 'sitting-moved':
      return all('sitting-moved');
    case 'sitting-renamed':
      return all('sitting-changed');
    case 'agenda-changed': {
      // In another order it is what it was.
      const { added, struck } = event.data;
      return added.length + struck.length === 0 ? [] : all('sitting-changed');
    }
    case 'sitting-cancelled':
      return all('sitting-cancelled');
    case 'attendance-recorded':
    case 'item-deferred':
    case 'sitting-closed':
      return [];
    default:
      return never(event);
  }
}

/**
 * What somebody is told now of what was to be told: of a sitting that is over nothing but that it was cancelled, once, and
 * whoever was left out, or came in again meanwhile, as it stands. `null`: nothing any more.
 */
export function stillHeard(
  notice: SittingNotice,
  { state, people }: Pick<Sitting, 'state' | 'people'>,
  person: PersonId,
): SittingNotice | null {
  if (state === 'closed') return null;
  const isInvited = people.some((each) => each.person === person);
  if (notice === 'uninvited') return isInvited ? null : notice;
  if (!isInvited) return null;
  return state === 'cancelled' && notice !== 'sitting-cancelled' ? null : notice;
}
