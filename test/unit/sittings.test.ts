import { expect } from 'chai';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { notAtSitting, type SittingFound } from '../../domain/sitting/at-sitting.ts';
import { seal } from '../../domain/content.ts';
import type { SittingCommand } from '../../domain/sitting/commands.ts';
import { convene, decideSitting, type SittingGiven } from '../../domain/sitting/decide.ts';
import { foldSitting } from '../../domain/sitting/evolve.ts';
import { notThen } from '../../domain/sitting/held-at.ts';
import { outcomeOf } from '../../domain/sitting/outcome.ts';
import { attendanceOf, recordedItem } from '../../domain/sitting/record.ts';
import { MOST_PLACES, type Sitting } from '../../domain/sitting/sitting.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { CALENDAR, did, given, NOW, step, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import { agreed, approving, OWNER, opened, SITTING, withdrawing, words } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const chair = boardOf(BIRMINGHAM);
const LATER = '2026-11-09T09:00:00.000Z';

const open = (): Initiative => given(opened()).state;
const gateOf = ({ gate }: Initiative) => {
  if (gate === null) throw new Error('No gate');
  return gate;
};

function found(by: Person, initiatives: readonly Initiative[] = [open()], now = NOW): SittingGiven {
  return {
    ...{ now, by, calendar: CALENDAR },
    initiatives: new Map(initiatives.map((each) => [gateOf(each).id, each])),
    people: new Map([nurse, doctor, chair, OWNER].map((person) => [person.id, person])),
    counts: new Map(initiatives.map((each) => [gateOf(each).id, each.n])),
    isHeld: false,
  };
}

type Convening = Extract<SittingCommand, { type: 'convene' }>;
const convening = (more: Partial<Convening> = {}): Convening => ({
  ...{ type: 'convene', id: SITTING, body: BIRMINGHAM, title: words('Decisions'), where: null, heldAt: NOW },
  agenda: [gateOf(open()).id],
  invited: [nurse.id, doctor.id],
  ...more,
});

function convened(more: Partial<Convening> = {}): Sitting {
  const decided = convene(convening(more), found(chair));
  if (!decided.ok) throw new Error(decided.error.detail);
  return foldSitting(
    SITTING,
    decided.value.events.map((event, index) => ({ ...event, n: index + 1, at: NOW, actor: chair.id })),
  );
}

type Asked = Exclude<SittingCommand, { type: 'convene' }>;
const ask = (command: Asked, by: Person = chair, sitting = convened(), now = NOW) => {
  const decided = decideSitting(sitting, command, found(by, [open()], now));
  return decided.ok
    ? [
        ...decided.value.events.map(({ type }) => type),
        ...decided.value.atInitiatives.map(({ command: { type } }) => type),
      ]
    : decided.error.code;
};

const deferring = (): Asked => ({ type: 'defer-item', gate: gateOf(open()).id, reason: words('Later') });
const attending = (person: Person, attendance: 'present' | 'apologies'): Asked => ({
  type: 'record-attendance',
  people: [{ person: person.id, attendance }],
});

describe('a sitting', () => {
  it('has so many places on its agenda at most, with those that were struck, which may come back', () => {
    const full = { ...convened(), places: MOST_PLACES };
    const other = { ...convened({ agenda: [] }), places: MOST_PLACES };
    const gate = gateOf(open()).id;
    const change = (agenda: readonly string[]): Asked => ({ type: 'change', agenda, expected: full.n });
    expect(ask(change([gate]), chair, other)).to.equal('invalid');
    const decided = decideSitting(other, change([gate]), found(chair));
    expect(decided.ok ? [] : decided.error.fields).to.deep.include({
      field: 'agenda',
      rule: 'at-most',
      detail: decided.ok ? '' : decided.error.detail,
    });
    const struck = { ...full, items: full.items.map((item) => ({ ...item, state: 'struck' as const })) };
    expect(ask(change([gate]), chair, struck)).to.deep.equal(['agenda-changed', 'put-on-agenda']);
    expect(ask(change([gate]), chair, { ...other, places: MOST_PLACES - 1 })).to.deep.equal([
      'agenda-changed',
      'put-on-agenda',
    ]);
  });

  it('is moved or renamed where something is another, and writes an instant in one way', () => {
    const sitting = convened({ heldAt: '2026-11-09T09:00:00Z', where: words('Room 4') });
    expect(sitting.heldAt).to.equal('2026-11-09T09:00:00.000Z');
    expect(convened({ heldAt: '2026-11-09T09:00:00.9999999Z' }).heldAt).to.equal('2026-11-09T09:00:00.999Z');
    const change = (more: Partial<Extract<Asked, { type: 'change' }>>) =>
      ask({ type: 'change', expected: sitting.n, ...more }, chair, sitting);
    const same = { title: seal('Decisions', 'other'), where: seal('Room 4', 'other') };
    expect(change({ ...same, heldAt: '2026-11-09T09:00:00Z' })).to.deep.equal([]);
    expect(change({ title: words('Others') })).to.deep.equal(['sitting-renamed']);
    expect(change({ where: null })).to.deep.equal(['sitting-moved']);
    const nowhere = { ...sitting, where: null };
    expect(ask({ type: 'change', expected: sitting.n, where: null }, chair, nowhere)).to.deep.equal([]);
    const erased = { ...sitting, where: { ...words('Room 4'), value: null } };
    expect(ask({ type: 'change', expected: sitting.n, where: null }, chair, erased)).to.deep.equal([
      'sitting-moved',
    ]);
  });

  it('is convened by who approves, signs or is a board member for its body, and by no program', () => {
    for (const by of [chair, nurse]) expect(convene(convening(), found(by)).ok).to.equal(true);
    const program: Person = {
      ...chair,
      service: { body: BIRMINGHAM, responsible: chair.id, profession: null, scopes: [], active: true },
    };
    const codes = [OWNER, boardOf(SOLIHULL), program].map((by) => {
      const decided = convene(convening(), found(by));
      return decided.ok ? 'convened' : decided.error.code;
    });
    expect(codes).to.deep.equal(['not-allowed', 'not-allowed', 'not-for-programs']);
  });

  it('has open gates of its body on its agenda, each of which has it in its history', () => {
    const decided = convene(convening(), found(chair));
    expect(decided.ok && decided.value.atInitiatives.map(({ command }) => command.type)).to.deep.equal([
      'put-on-agenda',
    ]);
    const over = given(opened(), agreed).state;
    for (const [body, initiatives] of [
      [BIRMINGHAM, [over]],
      [BIRMINGHAM, []],
      [SOLIHULL, [open()]],
    ] as const) {
      const by = boardOf(body);
      const refused = convene(convening({ body, invited: [] }), found(by, initiatives));
      expect(refused.ok ? [] : refused.error.fields?.map(({ rule }) => rule)).to.deep.equal([
        'open-gate-of-body',
      ]);
    }
  });

  it('has each gate once when its agenda is changed, and keeps those that are over until they are struck', () => {
    const sitting = convened();
    const gate = gateOf(open()).id;
    const changing = (agenda: readonly string[]): Asked => ({ type: 'change', agenda, expected: sitting.n });
    expect(ask(changing([gate, gate]), chair, sitting)).to.equal('invalid');
    // The next stage's gate is open: the item is still of the one before.
    const moved = given(opened(), agreed, step('move-on')).state;
    const then = { ...found(chair), initiatives: new Map([[gate, moved]]) };
    const same = decideSitting(sitting, changing([gate]), then);
    expect(same.ok && same.value.events).to.deep.equal([]);
    const struck = decideSitting(sitting, changing([]), then);
    expect(struck.ok && struck.value.events.map(({ type }) => type)).to.deep.equal(['agenda-changed']);
  });

  it('is held to its rules as it goes on: its day, its end, and who keeps it', () => {
    const later = convened({ heldAt: LATER });
    expect(ask(deferring())).to.deep.equal(['item-deferred', 'defer-at-sitting']);
    expect(ask(deferring(), chair, later)).to.equal('sitting-not-yet');
    expect(ask(deferring(), chair, later, LATER)).to.deep.equal(['item-deferred', 'defer-at-sitting']);
    expect(ask({ type: 'close' }, chair, later)).to.equal('sitting-not-yet');
    expect(ask({ type: 'close' }, OWNER)).to.equal('not-allowed');
    expect(ask({ type: 'cancel', reason: null }, nurse)).to.deep.equal([
      'sitting-cancelled',
      'take-off-agenda',
    ]);
    const closed = { ...convened(), state: 'closed' as const };
    expect(ask({ type: 'cancel', reason: null }, chair, closed)).to.equal('sitting-over');
    expect(ask({ type: 'change', heldAt: LATER, expected: 1 })).to.deep.equal(['sitting-moved']);
    expect(ask({ type: 'change', agenda: [], expected: 1 })).to.deep.equal([
      'agenda-changed',
      'take-off-agenda',
    ]);
    expect(ask({ type: 'change', invited: [chair.id], expected: 1 })).to.deep.equal(['invitations-changed']);
    expect(ask({ type: 'change', title: words('U'), expected: 7 })).to.equal('version-stale');
  });

  it('is closed and not cancelled once it was held', () => {
    const held = { ...found(chair), isHeld: true };
    const ended = (type: 'cancel' | 'close') => {
      const decided = decideSitting(convened(), type === 'cancel' ? { type, reason: null } : { type }, held);
      return decided.ok ? decided.value.events.map((event) => event.type) : decided.error.code;
    };
    expect(ended('cancel')).to.equal('sitting-held');
    expect(ended('close')).to.deep.equal(['sitting-closed']);
    const moved = (heldAt: string) => {
      const decided = decideSitting(convened(), { type: 'change', heldAt, expected: 1 }, held);
      return decided.ok ? decided.value.events.map((event) => event.type) : decided.error.fields;
    };
    expect(moved(LATER)).to.have.nested.property('[0].rule', 'was-held');
    expect(moved(NOW)).to.deep.equal([]);
  });

  it('is held from today on, and within two years', () => {
    const why = (heldAt: string, now = NOW) =>
      notThen(heldAt, { now, calendar: CALENDAR }).map(({ field, rule }) => `${field} ${rule}`);
    expect(why('2026-11-02T23:30:00.000Z', '2026-11-02T00:30:00.000Z')).to.deep.equal([]);
    expect(why('2026-11-01T23:30:00.000Z', '2026-11-02T00:30:00.000Z')).to.deep.equal(['heldAt not-past']);
    // A day is London's: in June it begins an hour before.
    expect(why('2028-06-10T22:59:00.000Z', '2026-06-10T09:00:00.000Z')).to.deep.equal([]);
    expect(why('2028-06-10T23:00:00.000Z', '2026-06-10T09:00:00.000Z')).to.deep.equal([
      'heldAt not-far-ahead',
    ]);
    const [leap] = notThen('2031-01-01T09:00:00.000Z', {
      now: '2028-02-29T09:00:00.000Z',
      calendar: CALENDAR,
    });
    expect(leap?.detail).to.contain('on 2030-02-28 at the latest');
    const far = convene(convening({ heldAt: '2126-11-02T09:00:00.000Z' }), found(chair));
    expect(far.ok ? '' : far.error.code).to.equal('invalid');
    expect(ask({ type: 'change', heldAt: '2126-11-02T09:00:00.000Z', expected: 1 })).to.equal('invalid');
  });

  it('hears apologies from who sends them, and who was there from who keeps it', () => {
    const elsewhere = ownerOf(SOLIHULL);
    const invited = { ...convened(), people: [{ person: elsewhere.id, attendance: null }] };
    expect(ask(attending(elsewhere, 'apologies'), elsewhere, invited)).to.deep.equal(['attendance-recorded']);
    expect(ask(attending(elsewhere, 'present'), elsewhere, invited)).to.equal('not-allowed');
    expect(ask(attending(elsewhere, 'present'), chair, invited)).to.deep.equal(['attendance-recorded']);
    expect(ask(attending(OWNER, 'present'))).to.equal('invalid');
    const twice = [attending(nurse, 'present'), attending(nurse, 'apologies')].flatMap((each) =>
      each.type === 'record-attendance' ? each.people : [],
    );
    expect(ask({ type: 'record-attendance', people: twice })).to.equal('invalid');
    const later = { ...invited, heldAt: LATER };
    expect(ask(attending(elsewhere, 'present'), chair, later)).to.equal('sitting-not-yet');
    expect(ask(attending(elsewhere, 'apologies'), elsewhere, later)).to.deep.equal(['attendance-recorded']);
  });

  it('takes a vote of who is invited, at an item that is listed, from its day until it closes', () => {
    const fits: SittingFound = { state: 'convened', heldAt: NOW, item: 'listed', isInvited: true };
    const why = (more: Partial<SittingFound> | null) =>
      notAtSitting(
        { id: SITTING, found: more === null ? null : { ...fits, ...more } },
        { now: NOW, calendar: CALENDAR },
      )?.code ?? null;
    expect(why({})).to.equal(null);
    expect(why(null)).to.equal('sitting-unknown');
    expect(why({ state: 'closed' })).to.equal('sitting-over');
    expect(why({ isInvited: false })).to.equal('not-invited');
    for (const item of ['deferred', 'struck', null] as const) expect(why({ item })).to.equal('not-on-agenda');
    expect(why({ heldAt: LATER })).to.equal('sitting-not-yet');
  });

  it('says of each item whether it was taken, and what else became of it', () => {
    const [item] = convened().items;
    const of = (...past: readonly Past[]) => {
      const { state } = given(...past);
      return outcomeOf({ id: SITTING, heldAt: NOW }, item!, gateOf(state), state);
    };
    expect(of(opened())).to.deep.equal({ taken: false, decidedHere: false, notice: null });
    expect(of(opened(), agreed).notice).to.equal('decided-elsewhere');
    expect(of(opened(), did(OWNER, withdrawing)).notice).to.equal('withdrawn');
    const { state } = given(opened(), agreed);
    const before = outcomeOf({ id: SITTING, heldAt: LATER }, item!, gateOf(state), state);
    expect(before.notice).to.equal('decided-before');
  });

  it('has in its record what there was when it closed, and that whoever answered was there', () => {
    const { moment } = given(opened(), did(nurse, approving), agreed);
    const gate = gateOf(given(opened()).state);
    const [item] = convened().items;
    const upTo = moment.happened.findIndex(({ type }) => type === 'task-completed') + 1;
    const recorded = recordedItem(convened(), { ...item!, gate: gate.id, upTo }, moment.happened);
    expect(recorded?.gate.state).to.equal('open');
    expect(recorded?.gate.seats.flatMap(({ vote }) => vote?.by ?? [])).to.deep.equal([nurse.id]);
    expect(recordedItem(convened(), { ...item!, upTo: 1 }, moment.happened)).to.equal(null);
    const there = attendanceOf(
      { people: [{ person: nurse.id, attendance: 'absent' }] },
      new Set([nurse.id, doctor.id]),
    );
    expect(there.map(({ attendance }) => attendance)).to.deep.equal(['present', 'present']);
  });
});
