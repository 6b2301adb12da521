import { knownUntil } from '../../domain/calendar.ts';
import type { CalendarOfBody, Calendars } from '../../domain/calendars/calendars.ts';
import { readCalendarVersions, readOwnedCalendars, type KnownCalendar } from '../../store/calendars.ts';
import type { Sql } from '../../store/sql.ts';
import { nameThem, type NameOf } from './people.ts';

/** All that is known of calendars, with the names of who imported them. */
interface Known {
  readonly versions: readonly KnownCalendar[];
  readonly owned: readonly CalendarOfBody[];
  readonly usual: string;
  readonly nameOf: NameOf;
}

/** The newest version of every calendar, in order of id. */
export async function presentCalendars(sql: Sql, { usual }: Calendars) {
  const known = await read(sql, usual.id);
  return known.versions
    .filter((each, index) => known.versions[index - 1]?.id !== each.id)
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .map((each) => said(each, known));
}

/** A version of one, or its newest, with its days; `null` where there is none. */
export async function presentCalendar(
  sql: Sql,
  { usual }: Pick<Calendars, 'usual'>,
  id: string,
  version: number | null,
) {
  const known = await read(sql, usual.id);
  const versions = known.versions.filter((each) => each.id === id);
  const found = versions.find((each) => version === null || each.version === version);
  if (found === undefined) return null;
  return {
    ...said(found, known),
    days: found.days,
    versions: versions.map((each) => ({
      version: each.version,
      source: each.source,
      sourceDate: each.sourceDate,
      ...imported(each, known.nameOf),
    })),
  };
}

async function read(sql: Sql, usual: string): Promise<Known> {
  const versions = await readCalendarVersions(sql);
  const owned = await readOwnedCalendars(sql);
  const importers = versions.flatMap(({ importedBy }) => (importedBy === null ? [] : [importedBy]));
  return { versions, owned, usual, nameOf: await nameThem(sql, importers) };
}

function said(each: KnownCalendar, { owned, usual, nameOf }: Known) {
  const { id, version, name, timeZone, closes, source, sourceDate, hash } = each;
  return {
    ...{ id, version, name, timeZone, closes, source, sourceDate, hash },
    knownUntil: knownUntil(each),
    ...imported(each, nameOf),
    usual: id === usual,
    bodies: owned.filter(({ calendar }) => calendar === id).map(({ body }) => body),
  };
}

function imported({ importedAt, importedBy }: KnownCalendar, nameOf: NameOf) {
  return { importedAt, importedBy: importedBy === null ? null : nameOf(importedBy) };
}
