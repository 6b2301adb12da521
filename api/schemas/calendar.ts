import { z } from 'zod';
import { bodyCode, day, instant, level, named, text } from './common.ts';

/** Larger than any file of holidays, and smaller than a request may be. */
const LARGEST = 500_000;

export const calendarId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a code of small letters and digits, with hyphens between')
  .max(60)
  .meta({ id: 'CalendarId', example: 'england-and-wales' });

export const calendarParams = z.object({ id: calendarId });
export const ofBodyParams = z.object({ code: bodyCode });

const version = z.coerce.number().int().min(1).max(999_999);
export const calendarQuery = z.object({
  version: version.optional().meta({ description: 'An earlier version; the newest when left out' }),
});

const timeZone = z.string().min(1).max(60).meta({
  description: 'Of IANA’s, and such that a due day ends on the same day in London, as days are told',
  example: 'Europe/London',
});
const closes = z.int().min(0).max(23).meta({ description: 'Local hour at which a due day ends' });

const file = {
  source: text(300).meta({ description: 'Where the days are from, for people' }),
  sourceDate: day.meta({ description: 'As of when the source says so' }),
  govUk: z.record(z.string(), z.unknown()).optional().meta({
    description:
      'GOV.UK’s bank holidays as they are: `{"england-and-wales": {"division", "events": [{"title", "date"}]}}`, or one division of them',
  }),
  division: text(100).optional().meta({ description: 'Which division of `govUk`, where there are several' }),
  iCalendar: z
    .string()
    .max(LARGEST)
    .optional()
    .meta({ description: 'A file of iCalendar (RFC 5545) with an event of whole days for each holiday' }),
};

export const newCalendar = z
  .strictObject({
    id: calendarId,
    name: text(200),
    timeZone: timeZone.default('Europe/London'),
    closes: closes.default(17),
    ...file,
  })
  .meta({ id: 'NewCalendar', description: 'One of `govUk` and `iCalendar` has the days.' });

export const calendarImport = z
  .strictObject({
    name: text(200).optional(),
    timeZone: timeZone.optional(),
    closes: closes.optional(),
    ...file,
  })
  .meta({
    id: 'CalendarImport',
    description:
      'One of `govUk` and `iCalendar` has all the days of the version, also those that stay. What is left out of the rest stays as it was.',
  });

const holiday = z
  .object({ day, name: z.string().nullable() })
  .meta({ id: 'Holiday', description: 'A day on which nobody is expected to decide' });

const said = {
  id: calendarId,
  version: z.int(),
  name: z.string(),
  timeZone: z.string(),
  closes: z.int(),
  source: z.string(),
  sourceDate: z.string(),
  hash: z.string().meta({ description: 'SHA-256 of what the version says' }),
  knownUntil: z.string().meta({
    description: 'The last day whose holidays are known: later days are counted as though there were none',
  }),
  importedAt: instant.nullable().meta({ description: 'Null for the shipped one where it was not installed' }),
  importedBy: named.nullable(),
  usual: z.boolean().meta({ description: 'Whether it is the one of all who have none of their own' }),
  bodies: z.array(z.string()).meta({ description: 'Whose own it is: regions, or the national body' }),
};

export const calendarSummary = z.object(said).meta({ id: 'CalendarSummary' });
export const calendars = z.object({ items: z.array(calendarSummary) }).meta({ id: 'Calendars' });

export const calendar = z
  .object({
    ...said,
    days: z.array(holiday),
    versions: z
      .array(
        z.object({
          version: z.int(),
          source: z.string(),
          sourceDate: z.string(),
          importedAt: instant.nullable(),
          importedBy: named.nullable(),
        }),
      )
      .meta({ description: 'Every version, the newest first: a gate counts by the one that it opened with' }),
  })
  .meta({ id: 'Calendar' });

export const calendarPreview = z
  .object({
    added: z.array(holiday),
    removed: z.array(holiday),
    knownUntil: z.string(),
    openGates: z
      .array(
        z.object({
          level,
          gates: z.int().meta({ description: 'Open gates that count by this calendar' }),
          otherDates: z.int().meta({
            description: 'How many of them would be due on another day, had they opened with these days',
          }),
        }),
      )
      .meta({ description: 'By level. They keep the dates that they were given' }),
  })
  .meta({ id: 'CalendarPreview' });

export const ownCalendar = z
  .strictObject({ calendar: calendarId.nullable().meta({ description: 'Null for none of its own' }) })
  .meta({ id: 'OwnCalendar' });

export const bodyCalendar = z
  .object({
    body: z.string(),
    own: z.string().nullable().meta({ description: 'Its own, where it is a region or the national body' }),
    calendar: z.string().meta({ description: 'By which a gate counts that opens now and that it decides' }),
    version: z.int(),
    revision: z.int().meta({ description: 'How often it was given another: the ETag' }),
  })
  .meta({ id: 'BodyCalendar' });

export const calendarRef = z
  .object({ id: z.string(), version: z.int() })
  .meta({ id: 'CalendarVersion', description: 'The calendar that a gate opened with, and counts by' });
