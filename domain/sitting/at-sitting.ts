import type { Calendar } from '../calendar.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { notOnAgenda, notYet } from './not-now.ts';
import type { ItemState, Sitting } from './sitting.ts';

/** What is found of the sitting that a vote says it is cast at, for who casts it. */
export interface SittingFound extends Pick<Sitting, 'state' | 'heldAt'> {
  /** How the vote's gate stands on its agenda. */
  readonly item: ItemState | null;
  readonly isInvited: boolean;
}

/** The sitting that a vote names; nothing is found of one that there is not, or that they may not see. */
export interface NamedSitting {
  readonly id: string;
  readonly found: SittingFound | null;
}

/** Why a vote is not one of this sitting. Without it, it may be cast all the same. */
export function notAtSitting(
  { id, found }: NamedSitting,
  given: { readonly now: string; readonly calendar: Calendar },
): Refusal | null {
  const wayOut = 'Leave `sitting` out to answer outside of it.';
  if (found === null) {
    const detail = `There is no sitting ${id} that you may see. ${wayOut}`;
    return refusal('sitting-unknown', detail, {
      fields: [{ field: 'sitting', rule: 'known-sitting', detail }],
    });
  }
  if (found.state !== 'convened')
    return refusal(
      'sitting-over',
      `This sitting is ${found.state}: nothing is decided at it any more. ${wayOut}`,
    );
  if (!found.isInvited) return refusal('not-invited', `You are not invited to this sitting. ${wayOut}`);
  if (found.item !== 'listed') return notOnAgenda();
  return notYet(found, given);
}
