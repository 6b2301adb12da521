import type { SittingNotice } from '../../../domain/telling/who-hears-of-sittings.ts';
import { stillHeard } from '../../../domain/telling/who-hears-of-sittings.ts';
import { never } from '../../../domain/result.ts';
import type { Sitting } from '../../../domain/sitting/sitting.ts';
import { readSitting } from '../../../store/sittings/rows.ts';
import type { Sql } from '../../../store/sql.ts';
import type { Addressee } from '../../../store/telling/addressees.ts';
import type { Delivery } from '../../../store/telling/lanes.ts';
import { changesAgain } from '../../../store/telling/untold-sittings.ts';
import { calendarFile } from './calendar-file.ts';
import { whenOf, type Said } from './words.ts';
import type { MailOptions, Written } from './written.ts';

export const SITTING_NOTICES: readonly SittingNotice[] = [
  'invited',
  'uninvited',
  'sitting-moved',
  'sitting-changed',
  'sitting-cancelled',
];

export function isSittingNotice(notice: string): notice is SittingNotice {
  return SITTING_NOTICES.some((each) => each === notice);
}

/** What a message about a sitting says, as the sitting stands now, with the file that calendars take. */
export async function writeOfSitting(
  sql: Sql,
  { sitting: id, n }: Delivery,
  notice: SittingNotice,
  person: Addressee,
  options: MailOptions,
): Promise<Written> {
  const sitting = id === null ? null : await readSitting(sql, id);
  if (sitting === null) return { person, why: 'There is no such sitting any more' };
  const heard = stillHeard(notice, sitting, person.id);
  if (heard === null) return { person, why: 'It is over, or who is invited has changed again' };
  if (
    heard === 'sitting-changed' &&
    (await changesAgain(sql, { sitting: sitting.id, person: person.id, n: n ?? 0 }))
  )
    return { person, why: 'What changed after it is told with it' };
  const { subject, sentences } = saidOfSitting(heard, sitting);
  const href = new URL(`/sittings/${sitting.id}`, options.publicUrl).href;
  const title = oneLine(sitting.title.value) ?? 'A sitting whose title was erased';
  const isOff = heard === 'uninvited' || heard === 'sitting-cancelled';
  return {
    person,
    subject,
    line: { title, says: sentences, href },
    calendar: {
      method: isOff ? 'CANCEL' : 'REQUEST',
      content: calendarFile({ sitting, title, href, isOff, email: person.email, from: options.from }),
    },
  };
}

function saidOfSitting(notice: SittingNotice, sitting: Sitting): Said {
  const place = oneLine(sitting.where?.value);
  const when = `It is on ${whenOf(sitting.heldAt)}${place === null ? '' : `: ${place}`}.`;
  const listed = sitting.items.filter(({ state }) => state === 'listed').length;
  const agenda =
    listed === 0
      ? 'Nothing is on its agenda yet.'
      : `${listed === 1 ? 'One decision is' : `${listed} decisions are`} on its agenda. Each answers for themselves.`;
  switch (notice) {
    case 'invited':
      return { subject: 'You are invited to a sitting', sentences: [when, agenda] };
    case 'sitting-moved':
      return { subject: 'A sitting was moved', sentences: [when, agenda] };
    case 'sitting-changed':
      return { subject: 'A sitting was changed', sentences: [when, agenda] };
    case 'uninvited':
      return {
        subject: 'You are no longer invited to a sitting',
        sentences: [
          `It was to be on ${whenOf(sitting.heldAt)}. What waits for you is in your queue, as ever.`,
        ],
      };
    case 'sitting-cancelled': {
      const reason = oneLine(sitting.reason?.value);
      return {
        subject: 'A sitting was cancelled',
        sentences: [
          `It was to be on ${whenOf(sitting.heldAt)}. Its decisions stay open.`,
          ...(reason === null ? [] : [`Why: ${reason}`]),
        ],
      };
    }
    default:
      return never(notice);
  }
}

/** Words as one line, which ends where the next begins; `null` for none. */
function oneLine(words: string | null | undefined): string | null {
  const line = (words ?? '').replaceAll(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}
