/**
 * Working days of England read once more, for a winter in which London has UTC: bank holidays as gov.uk lists them, and
 * a due day that ends at 17:00. It shares no code with the domain's calendar.
 */
const HOLIDAYS = ['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29'];
const DAY = 86_400_000;

/** The morning on which every run begins, and the day after which no time passes any more: clocks change later. */
export const BEGINS = '2026-11-02T09:00:00.000Z';
export const ENDS = '2027-02-19T00:00:00.000Z';

const dayOf = (at: string) => at.slice(0, 10);
const next = (day: string, by: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + by * DAY).toISOString().slice(0, 10);

function works(day: string): boolean {
  return ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()) && !HOLIDAYS.includes(day);
}

/** 17:00 of the day so many working days away; of none, today's, or the next working day's where today is none. */
export function closing(at: string, days: number): string {
  const step = days < 0 ? -1 : 1;
  let day = dayOf(at);
  for (let passed = 0; passed !== days;) {
    day = next(day, step);
    if (works(day)) passed += step;
  }
  while (!works(day)) day = next(day, step);
  return `${day}T17:00:00.000Z`;
}

/** How many working days begin after one instant and up to another. */
export function workingDaysOver(from: string, to: string): number {
  let count = 0;
  for (let day = dayOf(from); day < dayOf(to);) {
    day = next(day, 1);
    if (works(day)) count += 1;
  }
  return count;
}

export const later = (at: string, hours: number) =>
  new Date(Date.parse(at) + hours * 3_600_000).toISOString();

export const withinADay = (from: string, to: string) => Date.parse(to) - Date.parse(from) < DAY;
