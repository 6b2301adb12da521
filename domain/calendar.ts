/** The days on which nobody is expected to decide, beside Saturdays and Sundays. */
export interface Calendar {
  readonly timeZone: string;
  /** Local hour (0 to 23) at which a due day ends. */
  readonly closes: number;
  /** Days as `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}

/**
 * The instant at which the `days`-th working day after `from` ends, in the calendar's own time zone.
 * A negative number counts back. `days` 0 is the same day, or the next working day where that is none.
 * @param from ISO 8601 instant
 * @returns ISO 8601 instant, UTC
 */
export function workingDaysAfter(from: string, days: number, calendar: Calendar): string {
  let day = localDay(from, calendar.timeZone);
  let left = Math.abs(days);
  const step = days < 0 ? -1 : 1;
  while (left > 0) {
    day = shift(day, step);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  while (!isWorkingDay(day, calendar)) day = shift(day, step);
  return instantOf(day, calendar.closes, calendar.timeZone);
}

/**
 * How many working days begin after an instant and up to another, in the calendar's time zone: 0 on the same day.
 * @param from ISO 8601 instant
 * @param to ISO 8601 instant, not earlier
 */
export function workingDaysBetween(from: string, to: string, calendar: Calendar): number {
  const last = localDay(to, calendar.timeZone);
  let days = 0;
  for (let day = localDay(from, calendar.timeZone); day < last;) {
    day = shift(day, 1);
    if (isWorkingDay(day, calendar)) days += 1;
  }
  return days;
}

/** True for a day (`YYYY-MM-DD`) that is neither at a weekend nor a holiday. */
export function isWorkingDay(day: string, calendar: Calendar): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !calendar.holidays.includes(day);
}

/**
 * The last day (`YYYY-MM-DD`) whose holidays are known: the end of the last year that has any. Days after it are counted as though
 * there were none, so a due date there may be too early.
 */
export function knownUntil({ holidays }: Pick<Calendar, 'holidays'>): string {
  const last = holidays.toSorted().at(-1)?.slice(0, 4);
  return last === undefined ? '0000-12-31' : `${last}-12-31`;
}

/** The day (`YYYY-MM-DD`) that an instant falls on in a time zone. */
export function localDay(instant: string, timeZone: string): string {
  const at = new Date(instant);
  const quarter = Math.floor(at.getTime() / QUARTER_OF_AN_HOUR);
  const before = lastDays.get(timeZone);
  if (before?.quarter === quarter) return before.day;
  const day = daysIn(timeZone).format(at);
  lastDays.set(timeZone, { quarter, day });
  return day;
}

/** Days begin at a full quarter of an hour of UTC in every time zone of today, so within one the day is the same. */
const QUARTER_OF_AN_HOUR = 900_000;

/** The answer before: every command asks for today. */
const lastDays = new Map<string, { readonly quarter: number; readonly day: string }>();

const daysIn = madeOnce((timeZone) => {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
});

const secondsIn = madeOnce((timeZone) => {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
});

/** A format for each time zone, made once: making one takes far longer than using it. */
function madeOnce(
  make: (timeZone: string) => Intl.DateTimeFormat,
): (timeZone: string) => Intl.DateTimeFormat {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone) => {
    const format = formats.get(timeZone) ?? make(timeZone);
    formats.set(timeZone, format);
    return format;
  };
}

function shift(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

function instantOf(day: string, hour: number, timeZone: string): string {
  return instantAt(day, `${String(hour).padStart(2, '0')}:00`, timeZone);
}

/**
 * The instant of a local time of a day. The offset is read twice, since the first guess may lie across a clock change.
 * @param day `YYYY-MM-DD`
 * @param time `HH:MM`
 */
export function instantAt(day: string, time: string, timeZone: string): string {
  const wall = Date.parse(`${day}T${time}:00Z`);
  let instant = wall;
  for (let pass = 0; pass < 2; pass += 1) instant = wall - offsetAt(instant, timeZone);
  return new Date(instant).toISOString();
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = secondsIn(timeZone).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '0';
  // The years before 1000 come with fewer digits.
  const wall = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(wall) - Math.floor(instant / 1000) * 1000;
}
