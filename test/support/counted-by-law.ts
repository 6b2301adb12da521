/**
 * Due dates counted without Remit's calendar and without its list of bank holidays: days are walked one by one, their
 * hours found by asking the time zone, and the bank holidays of England follow from the Banking and Financial Dealings
 * Act 1971 and the substitutes that are proclaimed for those at a weekend.
 */

const DAY = 86_400_000;
const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date);
const weekday = (at: number) => new Date(at).getUTCDay();
const text = (at: number) => new Date(at).toISOString().slice(0, 10);
const isWeekend = (at: number) => weekday(at) === 0 || weekday(at) === 6;

/** Easter Sunday by Gauss's rule with its two exceptions, which holds for 1900 to 2099. */
function easter(year: number): number {
  const d = (19 * (year % 19) + 24) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
  const march = 22 + d + e;
  const isLate = march - 31 === 26 || (march - 31 === 25 && d === 28 && e === 6 && year % 19 > 10);
  return day(year, 3, isLate ? march - 7 : march);
}

function monday(year: number, month: number, which: 'first' | 'last'): number {
  const step = which === 'first' ? DAY : -DAY;
  let at = which === 'first' ? day(year, month, 1) : day(year, month + 1, 1) - DAY;
  while (weekday(at) !== 1) at += step;
  return at;
}

/** Those of a year; of those at a weekend the next days that are free of any stand in their place. */
export function bankHolidaysByLaw(year: number): readonly string[] {
  const before = known.get(year) ?? inYear(year);
  known.set(year, before);
  return before;
}

const known = new Map<number, readonly string[]>();

function inYear(year: number): readonly string[] {
  const sunday = easter(year);
  const found = [
    sunday - 2 * DAY,
    sunday + DAY,
    monday(year, 5, 'first'),
    monday(year, 5, 'last'),
    monday(year, 8, 'last'),
  ];
  const fixed = [day(year, 1, 1), day(year, 12, 25), day(year, 12, 26)];
  found.push(...fixed.filter((at) => !isWeekend(at)));
  for (const at of fixed.filter(isWeekend)) {
    let instead = at;
    while (isWeekend(instead) || found.includes(instead)) instead += DAY;
    found.push(instead);
  }
  return found.sort((a, b) => a - b).map(text);
}

/** What a count by walking needs to know: the days that are free, the time zone and the hour at which a due day ends there. */
export interface Walked {
  readonly isHoliday: (day: string) => boolean;
  readonly timeZone: string;
  readonly closes: number;
}

const LONDON: Walked = {
  isHoliday: (each) => bankHolidaysByLaw(Number(each.slice(0, 4))).includes(each),
  timeZone: 'Europe/London',
  closes: 17,
};

/** Five in the afternoon in London, on the so many-th working day after an instant. */
export function dueByLaw(from: string, working: number): string {
  return dueByWalking(from, working, LONDON);
}

/** The hour at which the so many-th working day after an instant ends, in its time zone. */
export function dueByWalking(from: string, working: number, { isHoliday, timeZone, closes }: Walked): string {
  const there = wallClock(timeZone);
  let at = Date.parse(`${there(new Date(from)).slice(0, 10)}T00:00:00Z`);
  const isFree = (when: number) => isWeekend(when) || isHoliday(text(when));
  for (let left = working; left > 0 || isFree(at);) {
    at += DAY;
    if (!isFree(at)) left -= 1;
  }
  const wanted = `${text(at)} ${String(closes).padStart(2, '0')}:00`;
  // From that hour of UTC outwards: no clock is more than fourteen hours away.
  for (let quarters = 0; quarters <= 4 * 14; quarters += 1)
    for (const way of [-1, 1]) {
      const instant = new Date(at + closes * 3_600_000 + way * quarters * 900_000);
      if (there(instant) === wanted) return instant.toISOString();
    }
  throw new Error(`It is never ${wanted} in ${timeZone}`);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Day and time as a clock on a wall of a time zone shows them: `2026-11-26 17:00`. */
function wallClock(timeZone: string): (at: Date) => string {
  const format =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, format);
  return (at) => format.format(at);
}
