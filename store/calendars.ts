import type { EntityManager } from 'typeorm';
import holidays from '../reference/bank-holidays.json' with { type: 'json' };
import {
  calendarsFrom,
  SHIPPED_CALENDAR,
  type CalendarOfBody,
  type Calendars,
  type CalendarRef,
  type CalendarVersion,
} from '../domain/calendars/calendars.ts';
import type { GatesOpened } from '../domain/calendars/compare.ts';
import { nextVersion, withHolidays } from '../domain/calendars/import-calendar.ts';
import type { Level } from '../domain/level.ts';
import type { RegistryEvent } from '../domain/registry.ts';
import type { Sql } from './sql.ts';

/** Who imported a version, and when; nobody did the shipped one where it was not installed. */
export interface KnownCalendar extends CalendarVersion {
  readonly importedAt: string | null;
  readonly importedBy: string | null;
}

/** The calendar of a file that is shipped. */
export function shippedCalendar({ timeZone, closes, ...file }: typeof holidays = holidays): CalendarVersion {
  const { id, name, source, sourceDate } = file;
  const days = file.holidays.map((day) => ({ day, name: null }));
  return nextVersion({ id, name, timeZone, closes, source, sourceDate, days }, null).version;
}

export const SHIPPED = shippedCalendar();

/** Every version of every calendar, the newest of each first. The shipped one is always there. */
export async function readCalendarVersions(sql: Sql): Promise<readonly KnownCalendar[]> {
  type Row = Omit<KnownCalendar, 'holidays' | 'importedAt'> & { readonly importedAt: Date };
  const rows: Row[] = await sql.query(
    `select id, version, name, time_zone as "timeZone", closes, days, source, source_date::text as "sourceDate", hash,
            imported_at as "importedAt", imported_by as "importedBy"
       from calendar order by id, version desc`,
  );
  const found = rows.map(({ importedAt, importedBy, ...row }): KnownCalendar => ({
    ...withHolidays(row),
    importedAt: importedAt.toISOString(),
    importedBy,
  }));
  const isThere = found.some(({ id }) => id === SHIPPED_CALENDAR.id);
  return isThere ? found : [{ ...SHIPPED, importedAt: null, importedBy: null }, ...found];
}

/** Whose calendars are whose. */
export async function readOwnedCalendars(sql: Sql): Promise<readonly CalendarOfBody[]> {
  return sql.query(
    `select b.code as body, b.kind, c.calendar from body_calendar c join body b on b.code = c.body
      where c.calendar is not null and b.kind in ('region', 'national') order by b.code`,
  );
}

export async function readCalendars(sql: Sql): Promise<Calendars> {
  return calendarsFrom(await readCalendarVersions(sql), await readOwnedCalendars(sql));
}

/** How often a body was given another calendar: the version that `ETag` names. */
export async function calendarRevision(sql: Sql, body: string): Promise<number> {
  const [row]: { revision: number }[] = await sql.query(
    'select revision from body_calendar where body = $1',
    [body],
  );
  return row?.revision ?? 0;
}

/** The gates that are open, for an operator; for anybody else none. */
export async function openGatesByCalendar(sql: Sql): Promise<readonly GatesOpened[]> {
  const rows: { level: Level; opened_at: Date; calendar: CalendarRef | null; gates: number }[] =
    await sql.query('select level, opened_at, calendar, gates from open_gates_by_calendar()');
  return rows.map(({ level, opened_at: at, calendar, gates }) => ({
    level,
    openedAt: at.toISOString(),
    calendar: calendar ?? SHIPPED_CALENDAR,
    gates,
  }));
}

/** Writes what happened to calendars. */
export async function applyCalendars(
  manager: EntityManager,
  events: readonly RegistryEvent[],
  now: string,
  actor: string,
): Promise<void> {
  for (const event of events)
    if (event.type === 'calendar-imported') {
      const { id, version, name, timeZone, closes, days, source, sourceDate, hash } = event.data;
      await manager.query(
        `insert into calendar (id, version, name, time_zone, closes, days, source, source_date, hash, imported_at, imported_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [id, version, name, timeZone, closes, JSON.stringify(days), source, sourceDate, hash, now, actor],
      );
    } else if (event.type === 'body-calendar-changed') {
      const { body, calendar } = event.data;
      await manager.query(
        `insert into body_calendar (body, calendar, revision) values ($1, $2, 1)
         on conflict (body) do update set calendar = excluded.calendar, revision = body_calendar.revision + 1`,
        [body, calendar],
      );
    }
}

/**
 * What is to be imported of the shipped calendar: it, where there is none, and its newer days with a release that has them,
 * unless an operator has imported another version in the meantime.
 */
export async function shippedCalendarEvents(
  manager: EntityManager,
  setup: string,
  shipped: CalendarVersion = SHIPPED,
): Promise<readonly RegistryEvent[]> {
  const versions = await readCalendarVersions(manager);
  const before = versions.find(({ id, importedAt }) => id === shipped.id && importedAt !== null) ?? null;
  if (before !== null && before.importedBy !== setup) return [];
  const { version: _version, holidays: _holidays, hash: _hash, ...said } = shipped;
  return nextVersion(said, before).events;
}
