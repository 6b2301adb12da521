import { expect } from 'chai';
import fc from 'fast-check';
import {
  isWorkingDay,
  knownUntil,
  localDay,
  workingDaysAfter,
  workingDaysBetween,
} from '../../domain/calendar.ts';
import { bankHolidaysByLaw, dueByLaw } from '../support/counted-by-law.ts';
import { CALENDAR } from '../support/given.ts';

const instant = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2027-12-20'), noInvalidDate: true })
  .map((date) => date.toISOString());
const days = fc.nat({ max: 30 });

/** British summer time by its law: from the last Sunday of March to the last of October, changing at 01:00 UTC. */
function isSummer(at: Date): boolean {
  const lastSunday = (month: number) => {
    const last = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0, 1));
    last.setUTCDate(last.getUTCDate() - last.getUTCDay());
    return last;
  };
  return at >= lastSunday(2) && at < lastSunday(9);
}

/** The same, counted another way: hour by hour of local time. */
function counted(from: string, working: number): string {
  const local = new Date(Date.parse(from) + (isSummer(new Date(from)) ? 3_600_000 : 0));
  const day = new Date(local.toISOString().slice(0, 10));
  const free = () =>
    [0, 6].includes(day.getUTCDay()) || CALENDAR.holidays.includes(day.toISOString().slice(0, 10));
  for (let left = working; left > 0 || free();) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (!free() && left > 0) left -= 1;
  }
  const noon = new Date(day.getTime() + 12 * 3_600_000);
  const hour = CALENDAR.closes - (isSummer(noon) ? 1 : 0);
  return new Date(day.getTime() + hour * 3_600_000).toISOString();
}

const YEARS = [2024, 2025, 2026, 2027, 2028] as const;
const lastSunday = (year: number, month: number) => {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return last.getTime() - last.getUTCDay() * 86_400_000;
};

/** What a count can get wrong, and the days at which it would. */
const EDGES: Readonly<Record<string, readonly number[]>> = {
  'bank holidays': YEARS.flatMap((year) => bankHolidaysByLaw(year).map((each) => Date.parse(each))),
  'clock changes': YEARS.flatMap((year) => [lastSunday(year, 2), lastSunday(year, 9)]),
  'leap days': [Date.UTC(2024, 1, 29), Date.UTC(2028, 1, 29)],
  'the ends of February without one': [2025, 2026, 2027].map((year) => Date.UTC(year, 1, 28)),
  'the ends of years': YEARS.slice(0, -1).map((year) => Date.UTC(year, 11, 31)),
  'any day': YEARS.flatMap((year) => Array.from({ length: 360 }, (_, n) => Date.UTC(year, 0, 1 + n))),
};

describe('the calendar', () => {
  it('has the bank holidays that the law gives, year for year', () => {
    for (const year of YEARS)
      expect(CALENDAR.holidays.filter((each) => each.startsWith(String(year)))).to.deep.equal(
        bankHolidaysByLaw(year),
      );
  });

  it('knows how far it reaches, in whatever order its days are', () => {
    expect(knownUntil(CALENDAR)).to.equal('2028-12-31');
    expect(knownUntil({ holidays: ['2031-01-01', '2030-12-25'] })).to.equal('2031-12-31');
    expect(knownUntil({ holidays: [] }) < '2000').to.equal(true);
  });

  for (const [what, days] of Object.entries(EDGES))
    it(`agrees with a count by the law across ${what}`, () => {
      // From up to three weeks before to a little after: the count crosses the day, begins or ends on it.
      const from = fc
        .tuple(fc.constantFrom(...days), fc.integer({ min: -21 * 24 * 60, max: 2 * 24 * 60 }))
        .map(([day_, minutes]) => Math.max(day_ + minutes * 60_000, Date.UTC(2024, 0, 1)))
        .map((instant_) => new Date(instant_).toISOString());
      fc.assert(
        fc.property(from, fc.nat({ max: 20 }), (start, working) => {
          fc.pre(dueByLaw(start, working) < '2029');
          expect(workingDaysAfter(start, working, CALENDAR)).to.equal(dueByLaw(start, working));
        }),
        { numRuns: 500 },
      );
    });

  it('agrees with a count made another way, across clock changes', () => {
    fc.assert(
      fc.property(instant, days, (from, working) => {
        expect(workingDaysAfter(from, working, CALENDAR)).to.equal(counted(from, working));
      }),
      { numRuns: 500 },
    );
  });

  it('never ends on a weekend or a holiday, and always at the same hour there', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -30, max: 30 }), (from, working) => {
        const due = workingDaysAfter(from, working, CALENDAR);
        expect(isWorkingDay(localDay(due, CALENDAR.timeZone), CALENDAR)).to.equal(true);
        const hour = new Intl.DateTimeFormat('en-GB', {
          timeZone: CALENDAR.timeZone,
          hour: '2-digit',
          minute: '2-digit',
        });
        expect(hour.format(new Date(due))).to.equal('17:00');
      }),
    );
  });

  it('never goes back: later, or for more days, is not earlier', () => {
    fc.assert(
      fc.property(instant, instant, days, days, (a, b, less, more) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const due = workingDaysAfter(early, less, CALENDAR);
        expect(workingDaysAfter(late, less, CALENDAR) >= due).to.equal(true);
        expect(workingDaysAfter(early, less + more, CALENDAR) >= due).to.equal(true);
      }),
    );
  });

  it('knows the day of each instant, in whatever order it is asked and however near to midnight', () => {
    const zones = ['Europe/London', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC'];
    const steps = fc.array(fc.integer({ min: -2_000_000, max: 2_000_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), steps, (from, timeZone, jumps) => {
        const asked = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
        let at = Date.parse(from);
        for (const jump of jumps) {
          at += jump;
          expect(localDay(new Date(at).toISOString(), timeZone)).to.equal(asked.format(at));
        }
      }),
    );
  });

  it('counts the working days between two instants as a list of them does', () => {
    const all: string[] = [];
    for (let at = Date.UTC(2025, 11, 1, 12); at < Date.UTC(2028, 1, 1); at += 86_400_000)
      all.push(new Date(at).toISOString().slice(0, 10));
    const working = all.filter(
      (day) => ![0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()) && !CALENDAR.holidays.includes(day),
    );
    const dayOf = (at: string) => new Date(Date.parse(at) + (isSummer(new Date(at)) ? 3_600_000 : 0));
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const [first, last] = [dayOf(from), dayOf(to)].map((each) => each.toISOString().slice(0, 10));
        const counted_ = working.filter((day) => day > (first ?? '') && day <= (last ?? '')).length;
        expect(workingDaysBetween(from, to, CALENDAR)).to.equal(counted_);
      }),
      { numRuns: 500 },
    );
  });

  it('counts back what it counted on', () => {
    fc.assert(
      fc.property(instant, days, (from, working) => {
        const start = workingDaysAfter(from, 0, CALENDAR);
        const due = workingDaysAfter(start, working, CALENDAR);
        expect(workingDaysAfter(due, -working, CALENDAR)).to.equal(start);
      }),
    );
  });
});
