import { expect } from 'chai';
import {
  calendarsFrom,
  type CalendarOfBody,
  type Calendars,
  type CalendarVersion,
} from '../../domain/calendars/calendars.ts';
import { compare } from '../../domain/calendars/compare.ts';
import { giveCalendar } from '../../domain/calendars/give-calendar.ts';
import { nextVersion } from '../../domain/calendars/import-calendar.ts';
import { shippedCalendar } from '../../store/calendars.ts';
import {
  BIRMINGHAM,
  FIRE_SERVICE,
  MAP,
  MIDLANDS_COLLABORATIVE,
  ONLY_REGIONS,
  TORBAY,
  WIDE_COLLABORATIVE,
} from '../support/bodies.ts';
import { did, given, NOW, now, step, type Past } from '../support/given.ts';
import { approverOf, ownerOf, person } from '../support/people.ts';
import { asking, informing, opened } from '../support/stories.ts';

const ENGLAND = shippedCalendar();

/** A calendar of the same rest, with other days. */
function calendar(
  id: string,
  days: readonly string[],
  before: CalendarVersion | null = null,
): CalendarVersion {
  const { name, timeZone, closes, source, sourceDate } = ENGLAND;
  const said = { id, name, timeZone, closes, source, sourceDate };
  return nextVersion({ ...said, days: days.map((day) => ({ day, name: null })) }, before).version;
}

const ISLE = calendar('isle', ['2026-11-09', '2026-11-10']);
const NEXT = calendar('isle', ['2026-11-11', '2026-11-12', '2026-11-13'], ISLE);

const own = (body: string, id: string, kind: CalendarOfBody['kind'] = 'region'): CalendarOfBody => ({
  ...{ body, kind },
  calendar: id,
});
/** Of the Midlands alone. */
const MIDLANDS = calendarsFrom([ENGLAND, ISLE], [own('Y60', 'isle')]);
const with_ = (calendars: Calendars): Past => now({ calendars });

describe('whose calendar it is', () => {
  const idOf = (calendars: Calendars, ...bodies: readonly string[]) => calendars.for(bodies, MAP).id;

  it('is that of the region, for its systems and places too', () => {
    for (const body of ['Y60', 'QHL', BIRMINGHAM, MIDLANDS_COLLABORATIVE])
      expect(idOf(MIDLANDS, body), body).to.equal('isle');
    for (const body of ['Y58', 'QJK', TORBAY, 'national', FIRE_SERVICE, 'nobody'])
      expect(idOf(MIDLANDS, body), body).to.equal('england-and-wales');
  });

  it('is the usual one where those who decide together have different ones', () => {
    expect(idOf(MIDLANDS, BIRMINGHAM, TORBAY)).to.equal('england-and-wales');
    expect(idOf(MIDLANDS, WIDE_COLLABORATIVE)).to.equal('england-and-wales');
    expect(idOf(MIDLANDS, 'QHL', 'QNC')).to.equal('isle');
    const both = calendarsFrom([ENGLAND, ISLE], [own('Y60', 'isle'), own('Y58', 'isle')]);
    expect(idOf(both, BIRMINGHAM, TORBAY)).to.equal('isle');
  });

  it('is the national body’s for all who have none of their own', () => {
    const owned = [own('national', 'isle', 'national'), own('Y58', 'england-and-wales')];
    const calendars = calendarsFrom([ENGLAND, ISLE], owned);
    expect(calendars.usual.id).to.equal('isle');
    expect(idOf(calendars, BIRMINGHAM)).to.equal('isle');
    expect(idOf(calendars, 'national')).to.equal('isle');
    expect(idOf(calendars, TORBAY)).to.equal('england-and-wales');
  });

  it('is the newest version of it, and each that is somebody’s is in use', () => {
    const calendars = calendarsFrom([ENGLAND, ISLE, NEXT], [own('Y60', 'isle')]);
    expect(calendars.for(['QHL'], MAP).version).to.equal(2);
    expect(calendars.inUse.map(({ id, version }) => `${id} ${version}`)).to.deep.equal([
      'england-and-wales 1',
      'isle 2',
    ]);
    expect(calendarsFrom([ENGLAND, ISLE], []).inUse.map(({ id }) => id)).to.deep.equal(['england-and-wales']);
  });

  it('is found where there are only regions and a national body', () => {
    const calendars = calendarsFrom([ENGLAND, ISLE], [own('north', 'isle')]);
    expect(calendars.for(['north'], ONLY_REGIONS).id).to.equal('isle');
    expect(calendars.for(['south'], ONLY_REGIONS).id).to.equal('england-and-wales');
    expect(calendars.for(['north', 'south'], ONLY_REGIONS).id).to.equal('england-and-wales');
  });

  it('is given by an operator, to a region or the national body', () => {
    const operator = person('operator', 'manager', ['operator', '']);
    const give = (body: string, id: string | null, by = operator) => {
      const result = giveCalendar({ body, calendar: id }, MIDLANDS, MAP, by);
      return result.ok
        ? result.value.map(({ data }) => data)
        : (result.error.fields?.[0]?.rule ?? result.error.code);
    };
    expect(give('Y58', 'isle')).to.deep.equal([{ body: 'Y58', calendar: 'isle' }]);
    expect(give('national', 'isle')).to.deep.equal([{ body: 'national', calendar: 'isle' }]);
    expect(give('Y60', null)).to.deep.equal([{ body: 'Y60', calendar: null }]);
    expect(give('Y60', 'isle'), 'has it already').to.deep.equal([]);
    expect(give('QHL', 'isle')).to.equal('region-or-national');
    expect(give(FIRE_SERVICE, 'isle')).to.equal('region-or-national');
    expect(give('nobody', 'isle')).to.equal('not-found');
    expect(give('Y58', 'atlantis')).to.equal('known-calendar');
    expect(give('Y58', 'isle', ownerOf(BIRMINGHAM))).to.equal('not-allowed');
  });
});

describe('a gate', () => {
  it('is due in working days of the calendar of who decides it', () => {
    const usual = given(opened()).gate;
    const { gate } = given(with_(MIDLANDS), opened());
    expect([usual.calendar, gate.calendar]).to.deep.equal([
      { id: 'england-and-wales', version: 1 },
      { id: 'isle', version: 1 },
    ]);
    // Ten working days after Monday 2 November, and two more that are holidays there.
    expect([usual.dueAt, gate.dueAt]).to.deep.equal(['2026-11-16T17:00:00.000Z', '2026-11-18T17:00:00.000Z']);
    const torbay = given(with_(MIDLANDS), opened({ lead: TORBAY })).gate;
    expect(torbay.dueAt).to.equal(usual.dueAt);
  });

  const replaced = with_(calendarsFrom([ENGLAND, ISLE, NEXT], [own('Y60', 'isle')]));
  const dates = (gate: { dueAt: string; nextLookAt: string; clockStoppedUntil: string | null }) => [
    gate.dueAt,
    gate.nextLookAt,
    gate.clockStoppedUntil,
  ];

  it('keeps its dates when its calendar is replaced, or another is given: new gates have the new one', () => {
    const before = given(with_(MIDLANDS), opened());
    for (const change of [replaced, with_(calendarsFrom([ENGLAND, ISLE], []))])
      expect(given(with_(MIDLANDS), opened(), change).gate).to.deep.equal(before.gate);
    const after = given(with_(MIDLANDS), replaced, opened()).gate;
    expect(after.calendar).to.deep.equal({ id: 'isle', version: 2 });
    expect(after.dueAt).to.equal('2026-11-19T17:00:00.000Z');
  });

  it('goes on counting by the version that it opened with: questions, answers and a missed due date', () => {
    const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
    const doctor = approverOf(BIRMINGHAM, 'doctor');
    const ask = [with_(MIDLANDS), opened(), did(nurse, asking())];
    const later = now({ now: '2026-11-05T10:00:00.000Z' });
    const asked = given(ask).gate;
    // What somebody else does meanwhile finds the clock where it stands.
    const again = given(ask, replaced, later, did(doctor, asking(1)));
    expect(dates(again.gate)).to.deep.equal(dates(asked));
    expect(again.moment.happened.at(-1)?.type).to.equal('information-requested');
    const answered = [later, did(ownerOf(BIRMINGHAM), informing())];
    expect(dates(given(ask, replaced, answered).gate)).to.deep.equal(dates(given(ask, answered).gate));
    const missed = [
      with_(MIDLANDS),
      opened(),
      now({ now: '2026-11-17T09:00:00.000Z' }),
      step('remind'),
      now({ now: '2026-11-19T09:00:00.000Z' }),
    ];
    const told = (...past: readonly Past[]) => given(...past, step('escalate-within-level')).gate;
    expect(told(...missed).pastDue).to.equal(1);
    expect(dates(told(...missed, replaced))).to.deep.equal(dates(told(...missed)));
  });

  it('that an event of before opened counts by the shipped one', () => {
    const { moment } = given(opened());
    const event = moment.happened.find(({ type }) => type === 'gate-opened');
    if (event?.type !== 'gate-opened') throw new Error('no gate');
    const { calendar: _calendar, ...before } = event.data;
    const { gate } = given(
      (found) => ({ ...found, state: null, happened: [] }),
      ...moment.happened.filter((each) => each.n < event.n),
      { type: 'gate-opened', data: before },
    );
    expect(gate.calendar).to.deep.equal({ id: 'england-and-wales', version: 1 });
  });
});

describe('the next version of a calendar, beforehand', () => {
  it('says which days it adds and takes away, and how many open gates would be due on another day', () => {
    const calendars = calendarsFrom([ENGLAND, ISLE], [own('Y60', 'isle')]);
    const at = (openedAt: string, gates: number, level: 'place' | 'region' = 'place') => ({
      ...{ level, openedAt, gates },
      calendar: { id: 'isle', version: 1 },
    });
    const open = [at(NOW, 3), at('2026-11-16T09:00:00.000Z', 4), at(NOW, 2, 'region')];
    expect(compare(NEXT, open, calendars, 10)).to.deep.equal({
      added: ['2026-11-11', '2026-11-12', '2026-11-13'].map((day) => ({ day, name: null })),
      removed: ['2026-11-09', '2026-11-10'].map((day) => ({ day, name: null })),
      openGates: [
        { level: 'place', gates: 7, otherDates: 3 },
        { level: 'region', gates: 2, otherDates: 2 },
      ],
    });
  });
});
