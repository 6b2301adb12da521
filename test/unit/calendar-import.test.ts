import { expect } from 'chai';
import { importCalendar, type CalendarFile } from '../../domain/calendars/import-calendar.ts';
import type { Person } from '../../domain/person.ts';
import { eventOf, govUkFile, iCalendarFile, wholeDays } from '../support/calendar-files.ts';

const OPERATOR: Person = { id: 'operator', profession: null, roles: [{ role: 'operator', body: null }] };
const TODAY = '2026-11-26';
const SAID = {
  id: 'isle',
  name: 'Holidays of an isle',
  timeZone: 'Europe/London',
  closes: 17,
  source: 'The isle’s gazette',
  sourceDate: '2026-11-01',
  division: null,
} as const;

function imported(more: Partial<CalendarFile>) {
  const read = importCalendar({ ...SAID, ...more }, null, TODAY, OPERATOR);
  if (!read.ok) throw new Error(read.error.detail);
  return read.value.version;
}

/** The rules that stand against a file, and what is said. */
function refused(more: Partial<CalendarFile>) {
  const read = importCalendar({ ...SAID, ...more }, null, TODAY, OPERATOR);
  if (read.ok) throw new Error('it was imported');
  const { code, detail, fields = [] } = read.error;
  return { code, detail, rules: fields.map(({ field, rule }) => `${field} ${rule}`) };
}

const NEW_YEAR = { day: '2027-01-01', name: 'New Year’s Day' };
const LIBERATION = { day: '2027-05-09', name: 'Liberation Day' };

describe('a calendar that is imported', () => {
  describe('from GOV.UK', () => {
    it('has the days of its division, in order, with what each is called', () => {
      const { days, holidays, version, hash } = imported({ govUk: govUkFile([LIBERATION, NEW_YEAR]) });
      expect(days).to.deep.equal([NEW_YEAR, LIBERATION]);
      expect(holidays).to.deep.equal(['2027-01-01', '2027-05-09']);
      expect([version, hash]).to.deep.equal([1, imported({ govUk: govUkFile([NEW_YEAR, LIBERATION]) }).hash]);
    });

    it('is of the division that is asked for, and names those that there are', () => {
      const govUk = { ...govUkFile([NEW_YEAR]), ...govUkFile([LIBERATION], 'scotland') };
      expect(imported({ govUk, division: 'scotland' }).holidays).to.deep.equal(['2027-05-09']);
      const unknown = refused({ govUk, division: 'wales' });
      expect(unknown.rules).to.deep.equal(['division known-division']);
      expect(unknown.detail).to.include('england-and-wales, scotland');
      const unsaid = refused({ govUk });
      expect([unsaid.rules, unsaid.detail.includes('england-and-wales, scotland')]).to.deep.equal([
        ['division required'],
        true,
      ]);
      expect(refused({ govUk, division: '__proto__' }).rules).to.deep.equal(['division known-division']);
    });

    it('has a division where its file has them, and a name where it is new', () => {
      const iCalendar = iCalendarFile([wholeDays('2027-01-01', '2027-01-02', 'New Year')]);
      expect(refused({ iCalendar, division: 'scotland' }).rules).to.deep.equal(['division gov-uk-only']);
      expect(refused({ govUk: govUkFile([NEW_YEAR]), name: '' }).rules).to.deep.equal(['name required']);
    });

    it('may be the file of one division', () => {
      const govUk = govUkFile([NEW_YEAR])['england-and-wales'];
      expect(imported({ govUk }).holidays).to.deep.equal(['2027-01-01']);
      expect(imported({ govUk, division: 'england-and-wales' }).holidays).to.deep.equal(['2027-01-01']);
      expect(refused({ govUk, division: 'scotland' }).rules).to.deep.equal(['division known-division']);
    });

    for (const [what, govUk, rule] of [
      ['another file', { holidays: ['2027-01-01'] }, 'govUk gov-uk'],
      ['a list', [], 'govUk gov-uk'],
      ['no day', govUkFile([]), 'govUk no-days'],
      ['a day that is not in the calendar', govUkFile([{ day: '2027-02-30', name: 'x' }]), 'govUk day'],
      ['a day written otherwise', govUkFile([{ day: '1/1/2027', name: 'x' }]), 'govUk day'],
      ['a day of long ago', govUkFile([{ day: '1999-12-31', name: 'x' }]), 'govUk day-range'],
      ['a day of a far future', govUkFile([{ day: '2999-12-31', name: 'x' }]), 'govUk day-range'],
      [
        'an event without a date',
        { isle: { division: 'isle', events: [{ title: 'x' }] } },
        'govUk.isle.events[0].date required',
      ],
      [
        'an event without a title',
        { isle: { division: 'isle', events: [{ date: '2027-01-01' }] } },
        'govUk.isle.events[0].title required',
      ],
    ] as const)
      it(`is refused with ${what}`, () => {
        expect(refused({ govUk }).rules).to.deep.equal([rule]);
      });

    it('cuts long names where a character ends, in days as in what is said', () => {
      const name = `${'a'.repeat(199)}🙂`;
      expect(imported({ govUk: govUkFile([{ day: '2027-01-01', name }]) }).days).to.deep.equal([
        { day: '2027-01-01', name: 'a'.repeat(199) },
      ]);
      const outside = [{ day: '2999-12-31', name: `${'a'.repeat(99)}🙂` }];
      expect(refused({ govUk: govUkFile(outside) }).detail).not.to.match(/\p{Surrogate}/u);
      const time = eventOf('DTSTART:20270101T090000Z', `SUMMARY:${'a'.repeat(99)}🙂`);
      expect(refused({ iCalendar: iCalendarFile([time], 1000) }).detail).not.to.match(/\p{Surrogate}/u);
    });

    it('is refused where most of a year is holidays', () => {
      const days = Array.from({ length: 61 }, (_, n) => ({
        day: new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10),
        name: 'x',
      }));
      expect(refused({ govUk: govUkFile(days) }).rules).to.deep.equal(['govUk too-many']);
      expect(imported({ govUk: govUkFile(days.slice(1)) }).days).to.have.lengthOf(60);
    });
  });

  describe('from iCalendar', () => {
    it('has the days of its events, of lines that are folded, and of several days', () => {
      const name = 'The day after the day on which, long ago; and far away, the isle was found';
      const text = iCalendarFile(
        [wholeDays('2027-12-30', '2028-01-02', 'Year’s end'), wholeDays('2027-05-09', '2027-05-10', name)],
        20,
      );
      expect(text.match(/\r\n /g)?.length).to.be.greaterThan(5);
      expect(imported({ iCalendar: text }).days).to.deep.equal([
        { day: '2027-05-09', name },
        { day: '2027-12-30', name: 'Year’s end' },
        { day: '2027-12-31', name: 'Year’s end' },
        { day: '2028-01-01', name: 'Year’s end' },
      ]);
    });

    it('has one day where no end is said, and as many as a duration says', () => {
      const text = iCalendarFile([
        eventOf('DTSTART;VALUE=DATE:20270101', 'SUMMARY:One'),
        eventOf('DTSTART;VALUE=DATE:20270301', 'DURATION:P2D'),
        eventOf('DTSTART;VALUE=DATE:20270401', 'STATUS:CANCELLED', 'SUMMARY:Not any more'),
      ]);
      expect(imported({ iCalendar: text }).days).to.deep.equal([
        { day: '2027-01-01', name: 'One' },
        { day: '2027-03-01', name: null },
        { day: '2027-03-02', name: null },
      ]);
    });

    it('has a day once, whatever number of events it has, and takes lines that end as on other systems', () => {
      const text = iCalendarFile([
        wholeDays('2027-01-01', '2027-01-02', 'First'),
        wholeDays('2027-01-01', '2027-01-02', 'Second'),
      ]);
      for (const each of [text, text.replaceAll('\r\n', '\n'), `\uFEFF${text}`])
        expect(imported({ iCalendar: each }).days).to.deep.equal([{ day: '2027-01-01', name: 'First' }]);
    });

    const AT = 'iCalendar.events[0]';
    for (const [what, event, rule] of [
      ['begins at a time of day', ['DTSTART:20270101T090000Z'], `${AT} all-day`],
      ['begins twice', ['DTSTART;VALUE=DATE:20270101', 'DTSTART;VALUE=DATE:20270501'], `${AT} once`],
      ['begins on several days', ['DTSTART;VALUE=DATE:20270101,20270501'], 'iCalendar one-day'],
      ['begins at a time of day there', ['DTSTART;TZID=Europe/London:20270101T090000'], `${AT} all-day`],
      ['ends at a time of day', ['DTSTART;VALUE=DATE:20270101', 'DTEND:20270102T090000Z'], `${AT} all-day`],
      ['recurs each year', ['DTSTART;VALUE=DATE:20271225', 'RRULE:FREQ=YEARLY'], `${AT} dated`],
      ['recurs on days', ['DTSTART;VALUE=DATE:20271225', 'RDATE;VALUE=DATE:20281225'], `${AT} dated`],
      ['has no beginning', ['SUMMARY:Some day'], `${AT} required`],
      ['begins on no day', ['DTSTART;VALUE=DATE:20270230'], `${AT} day`],
      ['begins on no day at all', ['DTSTART;VALUE=DATE:someday'], `${AT} day`],
      [
        'ends before it begins',
        ['DTSTART;VALUE=DATE:20270103', 'DTEND;VALUE=DATE:20270101'],
        `${AT} whole-days`,
      ],
      ['lasts hours', ['DTSTART;VALUE=DATE:20270103', 'DURATION:PT3H'], `${AT} whole-days`],
      ['lasts a season', ['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20270401'], `${AT} too-long`],
      ['is of long ago', ['DTSTART;VALUE=DATE:19000101'], 'iCalendar day-range'],
    ] as const)
      it(`is refused where an event ${what}`, () => {
        expect(refused({ iCalendar: iCalendarFile([eventOf(...event)]) }).rules).to.deep.equal([rule]);
      });

    it('names the event that stands against it', () => {
      const iCalendar = iCalendarFile([
        wholeDays('2027-01-01', '2027-01-02', 'First'),
        eventOf('DTSTART:20270102T100000Z', 'SUMMARY:Team meeting'),
      ]);
      expect(refused({ iCalendar }).detail).to.match(/^Event 2 \(Team meeting\) has a time of day\./);
    });

    for (const [what, text] of Object.entries({
      'no calendar': 'a letter',
      nothing: '',
      'a card of somebody': 'BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\n',
      'half a file': iCalendarFile([wholeDays('2027-01-01', '2027-01-02', 'x')]).slice(0, -20),
      'two calendars': iCalendarFile([]) + iCalendarFile([]),
    }))
      it(`is refused where the file is ${what}`, () => {
        expect(refused({ iCalendar: text }).rules).to.deep.equal(['iCalendar icalendar']);
      });

    it('is refused without a day', () => {
      expect(refused({ iCalendar: iCalendarFile([]) }).rules).to.deep.equal(['iCalendar no-days']);
    });
  });

  const govUk = govUkFile([NEW_YEAR]);

  it('is of one file', () => {
    expect(refused({}).rules).to.deep.equal(['govUk one-file']);
    const iCalendar = iCalendarFile([wholeDays('2027-01-01', '2027-01-02', 'x')]);
    expect(refused({ govUk, iCalendar }).rules).to.deep.equal(['govUk one-file']);
  });

  it('is in a time zone in which a due day ends on the day that it is in London', () => {
    for (const timeZone of ['Europe/Berlin', 'Europe/Dublin', 'Asia/Tokyo', 'UTC', 'America/New_York'])
      expect(imported({ govUk, timeZone }).timeZone).to.equal(timeZone);
    expect(refused({ govUk, timeZone: 'America/Los_Angeles' }).rules).to.deep.equal(['timeZone london-day']);
    expect(refused({ govUk, timeZone: 'Asia/Tokyo', closes: 7 }).rules).to.deep.equal([
      'timeZone london-day',
    ]);
    for (const timeZone of ['Europe/Atlantis', '+01:00', 'x'.repeat(50)])
      expect(refused({ govUk, timeZone }).rules).to.deep.equal(['timeZone time-zone']);
  });

  it('is not from the future', () => {
    expect(refused({ govUk, sourceDate: '2026-11-27' }).rules).to.deep.equal(['sourceDate not-future']);
  });

  it('is imported by an operator, and the next version only where it says something else', () => {
    const owner: Person = { id: 'owner', profession: 'doctor', roles: [{ role: 'owner', body: 'QKS' }] };
    const denied = importCalendar({ ...SAID, govUk }, null, TODAY, owner);
    expect(denied.ok ? null : denied.error.code).to.equal('not-allowed');
    const first = imported({ govUk });
    const again = importCalendar({ ...SAID, govUk }, first, TODAY, OPERATOR);
    expect(again.ok && again.value).to.deep.equal({ version: first, events: [] });
    const next = importCalendar({ ...SAID, govUk, sourceDate: '2026-11-20' }, first, TODAY, OPERATOR);
    expect(next.ok && [next.value.version.version, next.value.events.map(({ type }) => type)]).to.deep.equal([
      2,
      ['calendar-imported'],
    ]);
  });
});
