import { capital } from './words/names.ts';

/** A day as it is typed into three fields. */
export interface DayTyped {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** Reads the three fields of a day, as the date input of the design system names them. */
export function dayTyped(text: (name: string) => string, name: string): DayTyped {
  const of = (part: string) => text(`${name}-${part}`);
  return { day: of('day'), month: of('month'), year: of('year') };
}

export const NO_DAY: DayTyped = { day: '', month: '', year: '' };

/** The day as `YYYY-MM-DD`; `null` where there is none such. A year is never guessed from its last two numbers. */
export function dayFrom({ day, month, year }: DayTyped): string | null {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  // A year 0 there was not, and the database knows none.
  if (year === '0000' || Number.isNaN(date.getTime())) return null;
  return date.toISOString().startsWith(written) ? written : null;
}

/** What is the matter with a day that was typed, `what` it is the day of; `null` for a day of the calendar. */
export function dayProblem(typed: DayTyped, what: string): string | null {
  if (dayFrom(typed) !== null) return null;
  const { day, month, year } = typed;
  if (`${day}${month}${year}` === '') return `Enter ${what}`;
  return /^\d{1,3}$/.test(year)
    ? `The year of ${what} must have 4 numbers, like 2027`
    : `${capital(what)} must be a real date, like 31 3 2027`;
}
