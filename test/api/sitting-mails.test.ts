import { expect } from 'chai';
import ICAL from 'ical.js';
import { createLog } from '../../contracts/log.ts';
import { World } from '../../store/world.ts';
import { startMail } from '../../worker/telling/mail/start.ts';
import { startTelling } from '../../worker/telling/start.ts';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { openGateOf, submitAt, until } from '../support/initiatives.ts';
import { startMailServer, type Mail, type MailServer } from '../support/mail-server.ts';

const BODY = 'QUY';
const log = createLog('test', process.env['REMIT_LOG'] ?? 'silent');
const publicUrl = 'https://remit.example';

describe('mails of a sitting', function () {
  this.timeout(60_000);
  let house: House;
  let server: MailServer;
  let telling: { stop(): Promise<void> };
  let board: Asker;
  let ahead = 0;
  const people: Record<string, { readonly id: string; readonly email: string }> = {};

  before(async () => {
    [house, server] = await Promise.all([openHouse(), startMailServer()]);
    const database = await house.database.connect('remit_system', 5);
    const clock = () => new Date(Date.now() + ahead).toISOString();
    const mail = { database, world: new World(), clock, from: 'Remit <remit@remit.example>', publicUrl };
    telling = await startTelling({
      ...{ database, clock, log, publicUrl, allowed: new Set<string>() },
      mail: startMail({ ...mail, smtp: server.smtp }),
    });
    board = await house.as(`board.${BODY}`);
    for (const name of ['approver-1', 'approver-2']) {
      const asker = await house.as(`${name}.${BODY}`);
      const email = `${name}@people.example`;
      const way = { email, how: 'each', hour: 8 };
      const { status } = await asker.put('/v1/people/me/notifications', way, { 'if-match': '"0"' });
      expect(status).to.equal(200);
      people[name] = { email, id: (await asker.get<{ id: string }>('/v1/people/me')).body.id };
    }
  });
  after(async () => {
    await telling.stop();
    await server.close();
    await house.close();
  });

  const idOf = (name: string) => people[name]?.id ?? '';
  const mailTo = (name: string, subject: RegExp): Promise<Mail> =>
    until(`a mail to ${name} about ${String(subject)}`, () =>
      Promise.resolve(
        server.took.find(
          ({ to, headers }) => to === people[name]?.email && subject.test(headers['subject'] ?? ''),
        ),
      ),
    );
  const eventIn = ({ calendar }: Mail) => {
    const whole = new ICAL.Component(ICAL.parse(calendar) as unknown[]);
    const event = new ICAL.Event(whole.getFirstSubcomponent('vevent') ?? undefined);
    const starts = event.startDate.toJSDate().toISOString();
    return { method: whole.getFirstPropertyValue('method'), uid: event.uid, n: event.sequence, starts };
  };

  it('invite, say that it was moved or changed, and take it out of calendars again, with one UID and a SEQUENCE that grows', async () => {
    const initiative = await submitAt(house, BODY, { title: 'Shorter waits' });
    const gate = await openGateOf(board, initiative);
    const on = (days: number) => `${addDays(days)}T10:00:00.000Z`;
    const made = await board.post<{ id: string }>('/v1/sittings', {
      ...{ body: BODY, title: 'Decisions of the week', where: 'Room 4', heldAt: on(7), agenda: [gate.id] },
      invited: [idOf('approver-1')],
    });
    const path = `/v1/sittings/${made.body.id}`;
    let etag = made.headers.get('etag') ?? '';
    const change = async (body: object) => {
      const changed = await board.patch(path, body, { 'if-match': etag });
      expect(changed.status, JSON.stringify(changed.body)).to.equal(200);
      etag = changed.headers.get('etag') ?? '';
    };

    const invited = await mailTo('approver-1', /You are invited to a sitting: Decisions of the week/);
    expect(invited.text).to.include(`https://remit.example/sittings/${made.body.id}`);
    expect(invited.text).to.include('Room 4').and.include('One decision is on its agenda');
    expect(invited.headers).to.include({ 'x-remit-sitting': made.body.id });
    const first = eventIn(invited);
    expect(first).to.include({ method: 'REQUEST', starts: on(7), uid: `${made.body.id}@remit.example` });

    await change({ heldAt: on(8), invited: [idOf('approver-1'), idOf('approver-2')] });
    const moved = eventIn(await mailTo('approver-1', /A sitting was moved/));
    expect(moved).to.include({ method: 'REQUEST', starts: on(8), uid: first.uid });
    expect(moved.n).to.be.greaterThan(first.n);
    await mailTo('approver-2', /You are invited/);
    expect(server.took.filter(({ headers }) => headers['subject']?.includes('was moved'))).to.have.lengthOf(
      1,
    );

    // A changed agenda is told once it has settled: twice changed, told once.
    await change({ agenda: [] });
    await change({ agenda: [gate.id] });
    const owner = await house.database.connect('remit_owner', 1);
    await until('the changes to be written down', async () => {
      const rows: unknown[] = await owner.query(`select from delivery where notice = 'sitting-changed'`);
      return rows.length === 4 ? rows : undefined;
    });
    expect(server.took.some(({ headers }) => (headers['subject'] ?? '').includes('was changed'))).to.equal(
      false,
    );
    ahead = 11 * 60_000;
    const changed = await mailTo('approver-1', /A sitting was changed/);
    expect(changed.text).to.include('One decision is on its agenda');

    await change({ invited: [idOf('approver-1')] });
    const uninvited = eventIn(await mailTo('approver-2', /no longer invited/));
    expect(uninvited).to.include({ method: 'CANCEL', uid: first.uid });
    await board.post(`${path}/cancel`, { reason: 'Too few of us.' });
    const cancelled = await mailTo('approver-1', /A sitting was cancelled/);
    expect(cancelled.text).to.include('Too few of us.');
    const last = eventIn(cancelled);
    expect(last).to.include({ method: 'CANCEL', uid: first.uid });
    expect(last.n).to.be.greaterThan(moved.n);
    const told = server.took.map(({ headers }) => headers['subject'] ?? '');
    expect(told.filter((each) => each.includes('was changed'))).to.have.lengthOf(2);
    const dropped: { error: string }[] = await owner.query(
      `select error from delivery where notice = 'sitting-changed' and state = 'dropped'`,
    );
    expect(dropped).to.have.lengthOf(2);
  });
});
