import ICAL from 'ical.js';
import type { FieldProblem } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Holiday } from './calendars.ts';
import { beginning } from '../words.ts';
import { daysFrom, isDay } from './days.ts';
import { MOST_TOLD } from './most-told.ts';

/** jCal (RFC 7265): name, parameters, type, value. */
type Property = readonly [name: string, parameters: unknown, type: string, ...values: unknown[]];
type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

/** One event longer than this is no holiday. */
const MOST_DAYS = 31;

/** What an event may not have, since a holiday is dated: which day stands in for one at a weekend no rule of a file says. */
const RECURRING = ['rrule', 'rdate', 'exdate', 'recurrence-id', 'exrule'];

/** The days of the events of an iCalendar file (RFC 5545), which last whole days and do not recur. */
export function readICalendar(text: string): Result<readonly Holiday[], readonly FieldProblem[]> {
  const parsed = parse(text);
  if (parsed === null)
    return no(
      'icalendar',
      'This is not a file of iCalendar: it begins with BEGIN:VCALENDAR and ends with END:VCALENDAR.',
    );
  // The library reads the first of several days, and says nothing of the others.
  if (/^DT(?:START|END)[^:\n]*:[^\n]*,/im.test(text.replaceAll(/\r?\n[ \t]/g, '')))
    return no('one-day', 'A DTSTART or DTEND has several days: give each holiday an event of its own.');
  const events = parsed[2].filter(([name]) => name === 'vevent');
  const read = events.map((event, index) => readEvent(event, index));
  const problems = read.flatMap((each) => (each.ok ? [] : [each.error]));
  if (problems.length > 0) return fail(problems.slice(0, MOST_TOLD));
  return ok(read.flatMap((each) => (each.ok ? each.value : [])));
}

/** What is no calendar, or more than one, is `null`. */
function parse(text: string): Component | null {
  let found: unknown;
  try {
    found = ICAL.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  // Several are a list of them, and none is an empty list.
  return Array.isArray(found) && found[0] === 'vcalendar' ? (found as unknown as Component) : null;
}

/** What an event has once at most. */
const ONCE = ['dtstart', 'dtend', 'duration'];

function readEvent([, properties]: Component, index: number): Result<readonly Holiday[], FieldProblem> {
  const valueOf = (name: string) => properties.find((each) => each[0] === name)?.[3];
  const summary = valueOf('summary');
  const name = typeof summary === 'string' && summary !== '' ? summary : null;
  const called = name === null ? `Event ${index + 1}` : `Event ${index + 1} (${beginning(name, 100)})`;
  const refused = (rule: string, detail: string) =>
    fail({ field: `iCalendar.events[${index}]`, rule, detail: `${called} ${detail}` });
  const status = valueOf('status');
  if (typeof status === 'string' && status.toUpperCase() === 'CANCELLED') return ok([]);
  if (properties.some(([each]) => RECURRING.includes(each)))
    return refused(
      'dated',
      'recurs. Give each year’s day as an event of its own: no rule says which day stands in for one at a weekend.',
    );
  const twice = ONCE.find((name) => properties.filter(([each]) => each === name).length > 1);
  if (twice !== undefined) return refused('once', `has ${twice.toUpperCase()} more than once.`);
  const typeOf = (what: string) => properties.find((each) => each[0] === what)?.[2];
  const first = valueOf('dtstart');
  if (typeof first !== 'string') return refused('required', 'has no DTSTART.');
  if (typeOf('dtstart') !== 'date' || ![undefined, 'date'].includes(typeOf('dtend')))
    return refused('all-day', 'has a time of day. A holiday is a whole day: DTSTART;VALUE=DATE:YYYYMMDD.');
  if (!isDay(first)) return refused('day', 'begins on a day that is not in the calendar.');
  const length = lengthOf(first, valueOf('dtend'), valueOf('duration'));
  if (length === null) return refused('whole-days', 'does not last whole days, one at least.');
  if (length > MOST_DAYS) return refused('too-long', `lasts ${length} days, and ${MOST_DAYS} are the most.`);
  return ok(daysFrom(first, length).map((day) => ({ day, name })));
}

/** How many days an event lasts: to the day before its end, or as long as it says, or the one; `null` for what is no number of days. */
function lengthOf(first: string, end: unknown, duration: unknown): number | null {
  if (end !== undefined) {
    if (typeof end !== 'string' || !isDay(end)) return null;
    const days = (Date.parse(end) - Date.parse(first)) / 86_400_000;
    return days >= 1 ? days : null;
  }
  if (duration === undefined) return 1;
  const found = typeof duration === 'string' ? /^P(?:(\d{1,3})W|(\d{1,4})D)$/.exec(duration) : null;
  const days = found === null ? 0 : Number(found[1] ?? 0) * 7 + Number(found[2] ?? 0);
  return days >= 1 ? days : null;
}

function no(rule: string, detail: string): Result<never, readonly FieldProblem[]> {
  return fail([{ field: 'iCalendar', rule, detail }]);
}
