import { expect } from 'chai';
import fc from 'fast-check';
import { workingDaysAfter } from '../../domain/calendar.ts';
import { importCalendar, type CalendarFile } from '../../domain/calendars/import-calendar.ts';
import { govUkFile, iCalendarFile, wholeDays } from '../support/calendar-files.ts';
import { dueByWalking } from '../support/counted-by-law.ts';
import { person } from '../support/people.ts';

const OPERATOR = person('operator', 'manager', ['operator', '']);
const FIRST = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const dayAt = (n: number) => new Date(FIRST + n * DAY).toISOString().slice(0, 10);

/** Holidays of one to four days within two years, by the number of their first. */
const holidays = fc
  .array(fc.record({ at: fc.nat({ max: 730 }), days: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 24,
  })
  .map((found) => found.map((each) => ({ ...each, name: `Holiday; of day ${each.at}, and so on` })));

const zone = fc.constantFrom(
  'Europe/London',
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'Asia/Kolkata',
);

describe('a calendar that is imported, whatever it says', () => {
  it('gives the due dates that a walk over its days gives, from either kind of file', () => {
    fc.assert(
      fc.property(
        fc.record({
          found: holidays,
          timeZone: zone,
          closes: fc.integer({ min: 12, max: 17 }),
          foldAfter: fc.integer({ min: 8, max: 75 }),
          from: fc.integer({ min: FIRST, max: FIRST + 700 * DAY }).map((at) => new Date(at).toISOString()),
          working: fc.nat({ max: 25 }),
        }),
        ({ found, timeZone, closes, foldAfter, from, working }) => {
          const events = found.map(({ at, days, name }) => wholeDays(dayAt(at), dayAt(at + days), name));
          const named = found.flatMap(({ at, days, name }) =>
            Array.from({ length: days }, (_, n) => ({ day: dayAt(at + n), name })),
          );
          const inICalendar = read({ timeZone, closes, iCalendar: iCalendarFile(events, foldAfter) });
          expect(inICalendar).to.deep.equal(read({ timeZone, closes, govUk: govUkFile(named) }));
          const free = new Set(named.map(({ day }) => day));
          expect(workingDaysAfter(from, working, inICalendar)).to.equal(
            dueByWalking(from, working, { isHoliday: (day) => free.has(day), timeZone, closes }),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused with a sentence or read, and never fails', () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 200, unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom(
            'BEGIN:VCALENDAR',
            'END:VCALENDAR',
            'BEGIN:VEVENT',
            'END:VEVENT',
            'DTSTART;VALUE=DATE:20270101',
            'DTEND;VALUE=DATE:2027',
            'DURATION:P',
            'RRULE:FREQ=',
            ' folded',
            'SUMMARY',
          ),
          { maxLength: 12 },
        )
        .map((lines) => lines.join('\r\n')),
    );
    fc.assert(
      fc.property(noise, fc.jsonValue(), fc.string(), (iCalendar, govUk, division) => {
        for (const file of [{ iCalendar }, { govUk, division }]) {
          const result = importCalendar({ ...SAID, ...file }, null, '2026-11-26', OPERATOR);
          if (!result.ok) expect(result.error.detail).to.match(/\S\.$|\S[:?]/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

const SAID: CalendarFile = {
  id: 'isle',
  name: 'Holidays of an isle',
  timeZone: 'Europe/London',
  closes: 17,
  source: 'The isle’s gazette',
  sourceDate: '2026-11-01',
  division: null,
};

function read(more: Partial<CalendarFile>) {
  const result = importCalendar({ ...SAID, ...more }, null, '2026-11-26', OPERATOR);
  if (!result.ok) throw new Error(result.error.detail);
  return result.value.version;
}
