import { localDay, type Calendar } from '../calendar.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { Sitting } from './sitting.ts';

/** Its day has not come: what is done at it is done from that day on. */
export function notYet(
  { heldAt }: Pick<Sitting, 'heldAt'>,
  { now, calendar }: { readonly now: string; readonly calendar: Calendar },
): Refusal | null {
  const day = localDay(heldAt, calendar.timeZone);
  if (day <= localDay(now, calendar.timeZone)) return null;
  return refusal(
    'sitting-not-yet',
    `This sitting is on ${day}: what is done at it is done from that day on.`,
    {
      data: { heldAt },
    },
  );
}

export function notOnAgenda(): Refusal {
  return refusal(
    'not-on-agenda',
    'This is not to be taken at this sitting: it is not on its agenda, or was deferred.',
  );
}
