import { localDay } from '../../domain/calendar.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { CALENDAR } from '../../store/world.ts';

const { timeZone } = CALENDAR;
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
});

/** The day of an instant as people read it: "21 November 2026". */
export function dayOf(instant: string): string {
  return dayFormat.format(new Date(instant));
}

/** Day and time of an instant: "21 November 2026 at 3:05pm". */
export function dayAndTime(instant: string): string {
  const time = timeFormat.format(new Date(instant)).replace(/\s/g, '').toLowerCase();
  return `${dayOf(instant)} at ${time}`;
}

/** A day that was written as `YYYY-MM-DD`. What is none is given back as it is. */
export function dayInWords(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? dayOf(`${day}T12:00:00Z`) : day;
}

/** How a due date is spoken of, and whether it has passed. A clock that stands will go on later. */
export function dueInWords(
  { dueAt, clockStoppedAt }: Pick<Gate, 'dueAt' | 'clockStoppedAt'>,
  now: string,
): { readonly text: string; readonly overdue: boolean } {
  if (clockStoppedAt !== null && clockStoppedAt < dueAt)
    return { text: `${dayOf(dueAt)}, or later: it waits for an answer`, overdue: false };
  const today = localDay(now, timeZone) === localDay(dueAt, timeZone);
  return { text: today ? `${dayOf(dueAt)} (today)` : dayOf(dueAt), overdue: now > dueAt };
}
