import { mayNot } from '../authorisation.ts';
import { localDay, workingDaysAfter } from '../calendar.ts';
import { hashOf } from '../log/hash.ts';
import type { Person } from '../person.ts';
import { refusal, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { CalendarVersion, Holiday } from './calendars.ts';
import { beginning } from '../words.ts';
import { isDay } from './days.ts';
import { MOST_TOLD } from './most-told.ts';
import { readGovUk } from './read-gov-uk.ts';
import { readICalendar } from './read-icalendar.ts';

/** A calendar as somebody sends it: the days are in one file of the two kinds. */
export interface CalendarFile {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly closes: number;
  readonly source: string;
  readonly sourceDate: string;
  readonly division: string | null;
  readonly govUk?: unknown;
  readonly iCalendar?: string | undefined;
}

/** That a version of a calendar was imported: public, and whole, so that the log says what a gate was counted by. */
export interface CalendarImported {
  readonly type: 'calendar-imported';
  readonly data: Omit<CalendarVersion, 'holidays'>;
}

/** What came of it: the version that there is now, and what happened, which is nothing where it says what the one before said. */
export interface Imported {
  readonly version: CalendarVersion;
  readonly events: readonly CalendarImported[];
}

/** Days so many years before and after today are days of a calendar of holidays, and not mistakes. */
const YEARS = 20;
/** So many in one year at most, and in all. */
const MOST_IN_A_YEAR = 60;

/** Days begin and end for people with London's: see docs/decisions/0042. */
const LONDON = 'Europe/London';

/** Imports a calendar, or the next version of one that is known. */
export function importCalendar(
  file: CalendarFile,
  before: CalendarVersion | null,
  today: string,
  by: Person,
): Result<Imported, Refusal> {
  const denied = mayNot(by, 'registry.write');
  if (denied !== null) return fail(denied);
  const read = readCalendar(file, today);
  if (!read.ok)
    return fail(refusal('invalid', read.error.map(({ detail }) => detail).join(' '), { fields: read.error }));
  return ok(nextVersion(read.value, before));
}

/** The version that follows, or the one that there is where nothing is another. */
export function nextVersion(
  said: Omit<CalendarVersion, 'version' | 'holidays' | 'hash'>,
  before: CalendarVersion | null,
): Imported {
  const hash = hashOf(said);
  if (before?.hash === hash) return { version: before, events: [] };
  const data = { ...said, version: (before?.version ?? 0) + 1, hash };
  return { version: withHolidays(data), events: [{ type: 'calendar-imported', data }] };
}

/** A version as it is counted by. */
export function withHolidays(version: Omit<CalendarVersion, 'holidays'>): CalendarVersion {
  return { ...version, holidays: version.days.map(({ day }) => day) };
}

function readCalendar(
  { govUk, iCalendar, division, ...said }: CalendarFile,
  today: string,
): Result<Omit<CalendarVersion, 'version' | 'holidays' | 'hash'>, readonly FieldProblem[]> {
  const around = [...nameProblems(said), ...zoneProblems(said, today), ...sourceProblems(said, today)];
  if ((govUk === undefined) === (iCalendar === undefined)) {
    const detail = 'Send the days as one file: as `govUk`, or as `iCalendar`.';
    return fail([...around, { field: 'govUk', rule: 'one-file', detail }]);
  }
  const field = iCalendar === undefined ? 'govUk' : 'iCalendar';
  if (field === 'iCalendar' && division !== null) {
    const detail = 'Only a file of GOV.UK has divisions: leave `division` out beside `iCalendar`.';
    around.push({ field: 'division', rule: 'gov-uk-only', detail });
  }
  const read = iCalendar === undefined ? readGovUk(govUk, division) : readICalendar(iCalendar);
  const problems = [...around, ...(read.ok ? dayProblems(read.value, field, today) : read.error)];
  if (problems.length > 0 || !read.ok) return fail(problems);
  return ok({ ...said, days: inOrder(read.value) });
}

/** Each day once, by what it is first called. */
function inOrder(days: readonly Holiday[]): readonly Holiday[] {
  const named = new Map<string, string | null>();
  for (const { day, name } of days)
    named.set(day, named.get(day) ?? (name === null ? null : beginning(name, 200)));
  return [...named].map(([day, name]) => ({ day, name })).sort((a, b) => a.day.localeCompare(b.day));
}

function dayProblems(days: readonly Holiday[], field: string, today: string): readonly FieldProblem[] {
  if (days.length === 0) return [{ field, rule: 'no-days', detail: 'There is no day in this file.' }];
  const year = Number(today.slice(0, 4));
  const [from, to] = [`${year - YEARS}-01-01`, `${year + YEARS}-12-31`];
  const outside = days.filter(({ day }) => !isDay(day) || day < from || day > to);
  if (outside.length > 0)
    return outside.slice(0, MOST_TOLD).map(({ day, name }) => ({
      field,
      rule: isDay(day) ? 'day-range' : 'day',
      detail: isDay(day)
        ? `${day}${named(name)} is not between ${from} and ${to}.`
        : `${beginning(day, 40)}${named(name)} is no day: write YYYY-MM-DD.`,
    }));
  const inYear = new Map<string, Set<string>>();
  for (const { day } of days) {
    const known = inYear.get(day.slice(0, 4)) ?? new Set();
    inYear.set(day.slice(0, 4), known.add(day));
  }
  return [...inYear]
    .filter(([, found]) => found.size > MOST_IN_A_YEAR)
    .map(([each, found]) => ({
      field,
      rule: 'too-many',
      detail: `${each} has ${found.size} days, and ${MOST_IN_A_YEAR} are the most: is this a calendar of holidays?`,
    }));
}

const named = (name: string | null) => (name === null ? '' : ` (${beginning(name, 100)})`);

/** What follows a version may have its name; what is new has none yet. */
function nameProblems({ name }: Pick<CalendarFile, 'name'>): readonly FieldProblem[] {
  if (name !== '') return [];
  return [{ field: 'name', rule: 'required', detail: 'A calendar that is new needs a name, for people.' }];
}

/** The end of a due day is told as the day that it is in London. */
function zoneProblems(
  { timeZone, closes }: Pick<CalendarFile, 'timeZone' | 'closes'>,
  today: string,
): readonly FieldProblem[] {
  const field = 'timeZone';
  if (!isZone(timeZone))
    return [{ field, rule: 'time-zone', detail: `${timeZone} is no time zone, such as Europe/London.` }];
  const plain = { timeZone, closes, holidays: [] };
  const months = Array.from({ length: 12 }, (_, n) => String(n + 1).padStart(2, '0'));
  const another = months.some((month) => {
    const due = workingDaysAfter(`${today.slice(0, 4)}-${month}-15T12:00:00Z`, 0, plain);
    return localDay(due, timeZone) !== localDay(due, LONDON);
  });
  const detail = `A due day that ends at ${closes}:00 in ${timeZone} ends on another day in London, and days are told as London’s.`;
  return another ? [{ field, rule: 'london-day', detail }] : [];
}

function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function sourceProblems(
  { sourceDate }: Pick<CalendarFile, 'sourceDate'>,
  today: string,
): readonly FieldProblem[] {
  if (sourceDate <= today) return [];
  const detail = `What a source says is as of ${today} at the latest.`;
  return [{ field: 'sourceDate', rule: 'not-future', detail }];
}
