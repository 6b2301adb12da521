import { instantAt, localDay } from '../domain/calendar.ts';
import type { Refused } from './ask-by-form.ts';
import { dayFrom, dayProblem, dayTyped, NO_DAY, type DayTyped } from './day-form.ts';
import { byField, type FormProblem } from './form-problem.ts';

/** A sitting as it was typed: when and where it is, what is on its agenda, and who is invited. */
export interface SittingTyped {
  readonly title: string;
  readonly where: string;
  readonly held: DayTyped;
  readonly time: string;
  readonly agenda: readonly string[];
  readonly invited: readonly string[];
}

export const NO_SITTING: SittingTyped = {
  title: '',
  where: '',
  held: NO_DAY,
  time: '',
  agenda: [],
  invited: [],
};

/** As of `newSitting` of the API's schemas. */
const LONGEST_TITLE = 200;
const LONGEST_PLACE = 500;

export function readSittingTyped(text: (name: string) => string, body: unknown): SittingTyped {
  return {
    ...{ title: text('title'), where: text('where'), time: text('time') },
    held: dayTyped(text, 'held'),
    agenda: ticked(body, 'gate'),
    invited: ticked(body, 'person'),
  };
}

/** The values of boxes of one name that were ticked: each once. */
export function ticked(body: unknown, name: string): readonly string[] {
  const found = (body as Readonly<Record<string, unknown>> | undefined)?.[name];
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  return [...new Set(all.filter((each): each is string => typeof each === 'string' && each !== ''))];
}

/** A time as people write it (`14:30`, `2.30pm`, `9am`) as `HH:MM`; `null` for none such. */
export function timeFrom(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/i.exec(typed);
  if (found === null) return null;
  const [, hours = '', minutes = '00', half] = found;
  // A number alone is no time: it might be of either half of the day.
  if (half === undefined && found[2] === undefined) return null;
  const hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const of24 = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (of24 > 23 || Number(minutes) > 59) return null;
  return `${String(of24).padStart(2, '0')}:${minutes}`;
}

/** When it begins; `null` where day or time cannot be used. */
export function heldAtOf({ held, time }: SittingTyped, timeZone: string): string | null {
  const [day, at] = [dayFrom(held), timeFrom(time)];
  return day === null || at === null ? null : instantAt(day, at, timeZone);
}

/** Day and time of an instant, as they stand in the form. */
export function heldTyped(heldAt: string, timeZone: string): Pick<SittingTyped, 'held' | 'time'> {
  const [year = '', month = '', day = ''] = localDay(heldAt, timeZone).split('-');
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return {
    held: { day: String(Number(day)), month: String(Number(month)), year },
    time: time.format(new Date(heldAt)),
  };
}

/** What of title, place, day and time cannot be used. */
export function wordsMissing({ title, where, held, time }: SittingTyped): readonly FormProblem[] {
  const wrongDay = dayProblem(held, 'the day of the sitting');
  return [
    ...(title === '' ? [{ field: 'title', text: 'Enter what the sitting is called' }] : []),
    ...(title.length > LONGEST_TITLE
      ? [{ field: 'title', text: 'What the sitting is called must be 200 characters or fewer' }]
      : []),
    ...(where.length > LONGEST_PLACE
      ? [{ field: 'where', text: 'Where it is must be 500 characters or fewer' }]
      : []),
    ...(wrongDay === null ? [] : [{ field: 'held-day', text: wrongDay }]),
    ...(timeFrom(time) === null
      ? [{ field: 'time', text: 'Enter the time at which it begins, like 2:30pm or 14:30' }]
      : []),
  ];
}

const SAID: Readonly<Record<string, FormProblem>> = {
  '#heldAt': {
    field: 'held-day',
    text: 'The day of the sitting must be today or later, and at most two years ahead',
  },
  '#agenda': {
    field: 'agenda',
    text: 'Something that you chose is not open any more, or is not for this body to decide. Choose from what stands here now',
  },
  '#invited': {
    field: 'invited',
    text: 'Somebody whom you chose cannot be invited any more: they neither decide, sign nor read for the body. Choose again',
  },
};

const STALE = 'The sitting was changed by somebody else meanwhile. Check how it is now, then do it again';

/** A refusal with each sentence at its field, as a page says it. */
export function atSittingFields({ status, problems }: Refused): Refused {
  const told: readonly FormProblem[] =
    status === 412
      ? [{ field: '', text: STALE }]
      : problems.map(({ text, href }) => SAID[href] ?? { field: href.slice(1), text });
  const once = told.filter(
    (each, at) => told.findIndex(({ text, field }) => text === each.text && field === each.field) === at,
  );
  return {
    status,
    problems: once.map(({ field, text }) => ({ text, href: field === '' ? '#form' : `#${field}` })),
    byField: byField(once),
  };
}
