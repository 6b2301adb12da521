import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { importCalendar, listCalendars } from '../../cli/commands/calendar.ts';
import { StartProblem } from '../../cli/embedded/start-problem.ts';
import { CommandHandler } from '../../store/handler.ts';
import { installCalendar } from '../../store/policies.ts';
import { readFigures } from '../../store/figures.ts';
import { poolOf } from '../../store/database.ts';
import { shippedCalendar } from '../../store/calendars.ts';
import { World } from '../../store/world.ts';
import { govUkFile, iCalendarFile, eventOf, wholeDays } from '../support/calendar-files.ts';
import { dueByLaw, dueByWalking } from '../support/counted-by-law.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, submitAt, type GateView } from '../support/initiatives.ts';

/** A Monday morning, of a past that no role begins after. */
const NOW = '2026-11-02T09:00:00.000Z';
const WEEK_OFF = ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13'];
const SAID = { source: 'The gazette of the Midlands', sourceDate: '2026-10-01' };
const MIDLANDS = { id: 'midlands', name: 'Holidays of the Midlands', ...SAID };
const named = (days: readonly string[]) => days.map((day) => ({ day, name: `Holiday of ${day}` }));

interface Calendar {
  readonly id: string;
  readonly version: number;
  readonly knownUntil: string;
  readonly usual: boolean;
  readonly bodies: readonly string[];
  readonly days: readonly { readonly day: string }[];
  readonly versions: readonly { readonly version: number; readonly importedBy: { readonly id: string } }[];
  readonly importedBy: { readonly id: string; readonly name: string | null };
}
interface Problem {
  readonly type: string;
  readonly fields?: readonly { readonly field: string; readonly rule: string }[];
}
interface Gate extends GateView {
  readonly calendar: { readonly id: string; readonly version: number };
}

describe('calendars', function () {
  this.timeout(120_000);
  let house: House;
  let operator: Asker;
  let system: DataSource;
  let worker: CommandHandler;

  before(async () => {
    house = await openHouse({ worker: false, clock: () => NOW });
    operator = await house.as('operator');
    system = await house.database.connect('remit_system', 3);
    // Another process, which keeps calendars of its own.
    worker = new CommandHandler(system, new World(), () => NOW);
  });
  after(() => house.close());

  const gateAt = async (body: string, id: string) => {
    const owner = await house.as(`owner.${body}`);
    const { body: found } = await owner.get<{ items: Gate[] }>(`/v1/initiatives/${id}/gates`);
    const gate = found.items.at(-1);
    if (gate === undefined) throw new Error('no gate');
    return gate;
  };
  const openAt = async (body: string) => {
    const id = await submitAt(house, body);
    await worker.step(id, { type: 'open-gate' });
    return { id, gate: await gateAt(body, id) };
  };
  const give = (body: string, calendar: string | null, version: number) =>
    operator.put(`/v1/bodies/${body}/calendar`, { calendar }, { 'if-match': `"${version}"` });
  const rules = ({ body }: { readonly body: Problem }) =>
    (body.fields ?? []).map(({ field, rule }) => `${field} ${rule}`);

  it('begin with that of England, with its source and how far it is known', async () => {
    const { body } = await operator.get<{ items: Calendar[] }>('/v1/calendars');
    expect(body.items).to.have.lengthOf(1);
    expect(body.items[0]).to.include({
      id: 'england-and-wales',
      version: 1,
      usual: true,
      knownUntil: '2028-12-31',
    });
    expect(body.items[0]?.importedBy).to.deep.equal({ id: 'setup', name: null });
    const one = await operator.get<Calendar>('/v1/calendars/england-and-wales');
    expect(one.headers.get('etag')).to.equal('"1"');
    expect(one.body.days[0]).to.deep.equal({ day: '2024-01-01', name: null });
    expect((await operator.get('/v1/calendars/england-and-wales?version=2')).status).to.equal(404);
    expect((await operator.get('/v1/calendars/atlantis')).status).to.equal(404);
  });

  it('of two regions give their gates different due dates, and places and systems have that of their region', async () => {
    const before = await openAt('place:QHL:west-birmingham');
    expect(before.gate.dueAt).to.equal(dueByLaw(NOW, 10));

    const made = await operator.post<Calendar>('/v1/calendars', {
      ...MIDLANDS,
      govUk: govUkFile(named(WEEK_OFF), 'midlands'),
    });
    expect([made.status, made.body.version, made.body.bodies]).to.deep.equal([201, 1, []]);
    expect((await openAt('place:QHL:west-birmingham')).gate.dueAt, 'nobody’s yet').to.equal(
      dueByLaw(NOW, 10),
    );
    expect((await give('Y60', 'midlands', 0)).status).to.equal(200);

    const birmingham = await openAt('place:QHL:west-birmingham');
    const torbay = await openAt('place:QJK:torbay');
    const isHoliday = (day: string) => WEEK_OFF.includes(day);
    const there = { isHoliday, timeZone: 'Europe/London', closes: 17 };
    expect(birmingham.gate.dueAt).to.equal(dueByWalking(NOW, 10, there));
    expect(torbay.gate.dueAt).to.equal(dueByLaw(NOW, 10)).and.not.to.equal(birmingham.gate.dueAt);
    expect([birmingham.gate.calendar, torbay.gate.calendar]).to.deep.equal([
      { id: 'midlands', version: 1 },
      { id: 'england-and-wales', version: 1 },
    ]);
    const owner = await house.as('owner.place:QHL:west-birmingham');
    const history = await historyOf(owner, birmingham.id);
    expect(history.find(({ type }) => type === 'gate-opened')?.data['calendar']).to.deep.equal({
      id: 'midlands',
      version: 1,
    });
    for (const [body, calendar] of [
      ['QHL', 'midlands'],
      ['Y60', 'midlands'],
      ['QJK', 'england-and-wales'],
      ['national', 'england-and-wales'],
    ] as const)
      expect(
        (await operator.get<{ calendar: string }>(`/v1/bodies/${body}/calendar`)).body.calendar,
        body,
      ).to.equal(calendar);
    expect(await gateAt('place:QHL:west-birmingham', before.id), 'keeps its date').to.deep.equal(before.gate);
  });

  it('are replaced by versions: what is open keeps its dates, and how many those are is told beforehand', async () => {
    const open = await openAt('place:QHL:west-birmingham');
    const file = { ...SAID, iCalendar: iCalendarFile([wholeDays('2026-11-05', '2026-11-06', 'Bonfire')]) };
    const preview = await operator.post<{ openGates: object[]; added: object[]; removed: object[] }>(
      '/v1/calendars/midlands/preview',
      file,
    );
    expect(preview.status).to.equal(200);
    expect(preview.body.added).to.deep.equal([{ day: '2026-11-05', name: 'Bonfire' }]);
    expect(preview.body.removed).to.have.lengthOf(5);
    expect(preview.body.openGates).to.deep.equal([{ level: 'place', gates: 2, otherDates: 2 }]);
    const address = '/v1/calendars/midlands';
    expect((await operator.put(address, file)).status).to.equal(428);
    expect((await operator.put(address, file, { 'if-match': '"7"' })).status).to.equal(412);
    const next = await operator.put<Calendar>(address, file, { 'if-match': '"1"' });
    expect([next.status, next.body.version, next.body.bodies]).to.deep.equal([200, 2, ['Y60']]);
    const again = await operator.put<Calendar>(address, file, { 'if-match': '"2"' });
    expect([again.status, again.body.version], 'nothing new').to.deep.equal([200, 2]);

    expect(await gateAt('place:QHL:west-birmingham', open.id)).to.deep.equal(open.gate);
    const later = await openAt('place:QHL:west-birmingham');
    expect(later.gate.calendar).to.deep.equal({ id: 'midlands', version: 2 });
    expect(later.gate.dueAt).to.equal('2026-11-17T17:00:00.000Z').and.not.to.equal(open.gate.dueAt);

    const first = await operator.get<Calendar>(`${address}?version=1`);
    expect(first.body.days.map(({ day }) => day)).to.deep.equal(WEEK_OFF);
    const { id } = (await operator.get<{ id: string }>('/v1/people/me')).body;
    expect(first.body.versions.map(({ version, importedBy }) => [version, importedBy.id])).to.deep.equal([
      [2, id],
      [1, id],
    ]);
    const events: { type: string; actor: string; version: string }[] = await system.query(
      `select type, actor, data ->> 'version' as version from event where type like '%calendar%' order by n`,
    );
    expect(events.map(({ type, actor, version }) => [type, actor, version])).to.deep.equal([
      ['calendar-imported', 'setup', '1'],
      ['calendar-imported', id, '1'],
      ['body-calendar-changed', id, null],
      ['calendar-imported', id, '2'],
    ]);
  });

  it('are refused with what is the matter, and then nothing is imported', async () => {
    const post = (more: object) =>
      operator.post<Problem>('/v1/calendars', { ...MIDLANDS, id: 'another', ...more });
    const two = { ...govUkFile(named(WEEK_OFF)), ...govUkFile(named(WEEK_OFF), 'scotland') };
    const timed = iCalendarFile([eventOf('DTSTART:20270101T090000Z')]);
    for (const [more, rule] of [
      [{ govUk: two, division: 'atlantis' }, 'division known-division'],
      [{ govUk: govUkFile([]) }, 'govUk no-days'],
      [{ iCalendar: timed }, 'iCalendar.events[0] all-day'],
      [{ iCalendar: 'not one' }, 'iCalendar icalendar'],
      [{}, 'govUk one-file'],
    ] as const) {
      const refused = await post(more);
      expect([refused.status, rules(refused)]).to.deep.equal([422, [rule]]);
    }
    expect((await post({ iCalendar: 'x'.repeat(500_001) })).status).to.equal(400);
    expect((await post({ iCalendar: 'x'.repeat(1_100_000) })).status).to.equal(413);
    const twice = await post({ id: 'midlands', govUk: govUkFile(named(WEEK_OFF)) });
    expect([twice.status, twice.body.type.split(':').at(-1)]).to.deep.equal([409, 'already-exists']);
    expect((await operator.get('/v1/calendars/another')).status).to.equal(404);
    expect(rules((await give('QHL', 'midlands', 0)) as never)).to.deep.equal(['code region-or-national']);
    expect((await give('Y60', null, 0)).status).to.equal(412);
    expect((await give('Y99', 'midlands', 0)).status).to.equal(404);
  });

  it('are kept by operators, and by nobody else where row-level security stands alone', async () => {
    const approver = await house.as('approver-1.QHL');
    const file = { ...MIDLANDS, id: 'mine', govUk: govUkFile(named(WEEK_OFF)) };
    expect((await approver.post('/v1/calendars', file)).status).to.equal(403);
    expect((await approver.get('/v1/calendars')).status).to.equal(200);
    const app = await house.database.connect('remit_app', 1);
    const { id } = (await approver.get<{ id: string }>('/v1/people/me')).body;
    const asApprover = (statement: string) =>
      app.transaction(async (manager) => {
        await manager.query(
          `select set_config('remit.caller', $1, true), set_config('remit.bodies', 'QHL', true)`,
          [id],
        );
        return manager.query<unknown[]>(statement);
      });
    const denied = await asApprover(
      `insert into body_calendar (body, calendar, revision) values ('Y58', 'midlands', 1)`,
    ).catch((error: unknown) => (error as { code?: string }).code);
    expect(denied).to.equal('42501');
    const changed = await asApprover(`update body_calendar set calendar = null returning body`);
    expect(changed[0]).to.deep.equal([]);
    expect(await asApprover('select from open_gates_by_calendar()')).to.deep.equal([]);
  });

  it('in use are each shown by how far they are known', async () => {
    const { calendars } = await readFigures(poolOf(system));
    expect(calendars).to.deep.equal([
      { calendar: 'england-and-wales', knownUntil: '2028-12-31' },
      { calendar: 'midlands', knownUntil: '2026-12-31' },
    ]);
  });

  it('are imported and listed by the command, as an operator would', async () => {
    const folder = makeTempFolder('calendars');
    const file = join(folder.path, 'isle.ics');
    writeFileSync(file, iCalendarFile([wholeDays('2027-07-05', '2027-07-06', 'Tynwald Day')]));
    const as = { url: house.url, as: 'operator', token: operator.token };
    const isle = { ...as, id: 'isle', source: 'The isle’s gazette', sourceDate: '2026-10-01' };
    const nameless = await importCalendar(file, { ...isle, preview: true }).catch((error: unknown) => error);
    expect(nameless).to.be.instanceOf(StartProblem).with.property('message').that.includes('needs a name');
    expect(await importCalendar(file, { ...isle, name: 'Of the isle', preview: true })).to.deep.equal([
      'There is no such calendar yet: it would have 1 day, and be known until 2027-12-31. No gate counts by it before it is somebody’s.',
    ]);
    expect(await listCalendars(as)).not.to.include('isle 1');
    const line = 'isle 1: Of the isle, known until 2027-12-31, of Y58. The isle’s gazette, 2026-10-01.';
    expect(await importCalendar(file, { ...isle, name: 'Of the isle', for: ['Y58'] })).to.deep.equal([line]);
    expect(await listCalendars(as)).to.include(line);
    writeFileSync(file, JSON.stringify(govUkFile(named(['2027-07-05', '2028-07-05']), 'isle')));
    expect((await importCalendar(file, { ...isle, preview: true }))[0]).to.match(/^1 days more and 0 fewer/);
    expect((await importCalendar(file, isle))[0]).to.match(
      /^isle 2: Of the isle, known until 2028-12-31, of Y58\./,
    );
    expect((await openAt('place:QJK:torbay')).gate.calendar).to.deep.equal({ id: 'isle', version: 2 });
    writeFileSync(file, 'a letter');
    const refusal = await importCalendar(file, isle).catch((error: unknown) => error);
    expect(refusal)
      .to.be.instanceOf(StartProblem)
      .with.property('message')
      .that.includes('not a file of iCalendar');
    const messageOf = (error: unknown) => (error instanceof StartProblem ? error.message : '');
    const fete = iCalendarFile([wholeDays('2027-07-14', '2027-07-15', 'Fête')]);
    writeFileSync(file, Buffer.from(fete, 'latin1'));
    expect(await importCalendar(file, isle).catch(messageOf)).to.include('not text in UTF-8');
    writeFileSync(file, fete);
    expect(await importCalendar(file, { ...isle, for: ['Y58', 'QKS'] }).catch(messageOf)).to.match(
      /QKS is a system.* isle 3 is imported, given to Y58: nobody else has it\.$/,
    );
    folder.remove();
  });

  it('of a newer release take the place of the shipped one, but of no other', async () => {
    const owner = await house.database.connect('remit_owner', 1);
    const shipped = shippedCalendar();
    const newer = { ...shipped, days: [...shipped.days, { day: '2029-01-01', name: null }] };
    const versionOf = async (id: string) =>
      (await operator.get<Calendar>(`/v1/calendars/${id}`)).body.version;
    await installCalendar(owner, NOW);
    expect(await versionOf(shipped.id)).to.equal(1);
    await installCalendar(owner, NOW, newer);
    expect(await versionOf(shipped.id)).to.equal(2);
    const file = { ...SAID, govUk: govUkFile(named(['2029-01-01'])) };
    await operator.put(`/v1/calendars/${shipped.id}`, file, { 'if-match': '"2"' });
    await installCalendar(owner, NOW, shipped);
    expect(await versionOf(shipped.id)).to.equal(3);
  });
});
