import { workingDaysAfter } from '../calendar.ts';
import type { Level } from '../level.ts';
import { LEVELS } from '../level.ts';
import type { Calendars, CalendarRef, CalendarVersion, Holiday } from './calendars.ts';

/** Open gates of a level that opened within one quarter of an hour, by one version of a calendar. */
export interface GatesOpened {
  readonly level: Level;
  readonly openedAt: string;
  readonly calendar: CalendarRef;
  readonly gates: number;
}

/** What the next version of a calendar would have meant, had it been there when the gates that are open opened. They keep their dates. */
export interface Comparison {
  readonly added: readonly Holiday[];
  readonly removed: readonly Holiday[];
  readonly openGates: readonly {
    readonly level: Level;
    readonly gates: number;
    readonly otherDates: number;
  }[];
}

/** @param decideWithin working days */
export function compare(
  next: CalendarVersion,
  opened: readonly GatesOpened[],
  calendars: Calendars,
  decideWithin: number,
): Comparison {
  const before = calendars.latest(next.id);
  const otherDates = ({ openedAt, calendar }: GatesOpened) =>
    workingDaysAfter(openedAt, decideWithin, next) !==
    workingDaysAfter(openedAt, decideWithin, calendars.ofGate(calendar));
  const sum = (some: readonly GatesOpened[]) => some.reduce((all, { gates }) => all + gates, 0);
  return {
    added: next.days.filter(({ day }) => !before?.holidays.includes(day)),
    removed: (before?.days ?? []).filter(({ day }) => !next.holidays.includes(day)),
    openGates: LEVELS.flatMap((level) => {
      const there = opened.filter((each) => each.level === level);
      if (there.length === 0) return [];
      return [{ level, gates: sum(there), otherDates: sum(there.filter(otherDates)) }];
    }),
  };
}
