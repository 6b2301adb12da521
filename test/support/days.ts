import { localDay } from '../../domain/calendar.ts';
import { CALENDAR } from './given.ts';

/** A day so many days from today, as the registry counts them. */
export function addDays(days: number, now = new Date()): string {
  return localDay(new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString(), CALENDAR.timeZone);
}
