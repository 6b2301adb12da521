import { expect } from 'chai';
import { createLog } from '../../contracts/log.ts';
import { World } from '../../store/world.ts';
import { startMail } from '../../worker/telling/mail/start.ts';
import { startTelling } from '../../worker/telling/start.ts';
import { addDays } from '../support/days.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, submitAt, until } from '../support/initiatives.ts';
import { startMailServer, type Mail, type MailServer } from '../support/mail-server.ts';

const log = createLog('test', process.env['REMIT_LOG'] ?? 'silent');
const publicUrl = 'https://remit.example';
const DAY = 24 * 3_600_000;

interface Way {
  readonly email: string | null;
  readonly how: string;
  readonly hour: number;
  readonly mail: string;
}

describe('mails', function () {
  this.timeout(60_000);
  let house: House;
  let server: MailServer;
  let telling: { stop(): Promise<void> };
  let ahead = 0;

  before(async () => {
    [house, server] = await Promise.all([openHouse(), startMailServer()]);
    const database = await house.database.connect('remit_system', 5);
    const clock = () => new Date(Date.now() + ahead).toISOString();
    const mail = { database, world: new World(), clock, from: 'Remit <remit@remit.example>', publicUrl };
    telling = await startTelling({
      ...{ database, clock, log, publicUrl, allowed: new Set<string>() },
      mail: startMail({ ...mail, smtp: server.smtp }),
    });
  });
  after(async () => {
    await telling.stop();
    await server.close();
    await house.close();
  });
  beforeEach(() => {
    server.works = true;
    server.took.length = 0;
  });

  /** Somebody chooses how they are told, and gives the address that it goes to. */
  async function told(subject: string, how = 'each', hour = 8): Promise<string> {
    const email = `${subject.toLowerCase()}@people.example`;
    const asker = await house.as(subject);
    const before = await asker.get<Way>('/v1/people/me/notifications');
    const etag = { 'if-match': before.headers.get('etag') ?? '' };
    const { status } = await asker.put<Way>('/v1/people/me/notifications', { email, how, hour }, etag);
    expect(status).to.equal(200);
    return email;
  }

  const mailTo = (email: string, subject: RegExp): Promise<Mail> =>
    until(`a mail to ${email} about ${String(subject)}`, () =>
      Promise.resolve(
        server.took.find(({ to, headers }) => to === email && subject.test(headers['subject'] ?? '')),
      ),
    );

  it('land on the decision, say what is asked and until when, and carry the number of their event', async () => {
    const [approver, owner] = [await told('approver-1.QMJ'), await told('owner.QMJ')];
    await told('approver-1.QHL');
    const title = 'Shorter waits <script>alert(1)</script>';
    const id = await submitAt(house, 'QMJ', { title });
    const gate = await openGateOf(await house.as('owner.QMJ'), id);
    const { headers, text, html } = await mailTo(approver, /Your decision is asked for/);
    expect(text).to.match(/https:\/\/remit\.example\/tasks\/[0-9a-f-]{36}/);
    expect(gate.seats.some(({ task }) => text.includes(task))).to.equal(true);
    expect(text).to.include(title).and.include('It is due by');
    expect(html).to.include('&lt;script&gt;').and.not.include('<script>');
    expect(headers).to.include({ 'x-remit-initiative': id, 'auto-submitted': 'auto-generated' });
    expect(Number(headers['x-remit-number'])).to.be.greaterThan(1);
    expect(headers['message-id']).to.match(/^<[0-9a-f-]{36}@remit\.example>$/);
    const said = await mailTo(owner, /with those who decide/);
    expect(said.text).to.include(`https://remit.example/initiatives/${id}`);
    expect(server.took.map(({ to }) => to)).to.not.include('approver-1.qhl@people.example');
  });

  it('tell only what is theirs to who wants no more, and each thing at once to the others', async () => {
    const [each, assigned] = [await told('approver-1.QWE'), await told('approver-2.QWE', 'assigned')];
    const id = await submitAt(house, 'QWE');
    const gate = await openGateOf(await house.as('owner.QWE'), id);
    await mailTo(each, /Your decision is asked for/);
    const task = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
    const me = (await (await house.as('approver-2.QWE')).get<{ id: string }>('/v1/people/me')).body;
    await (await house.as('approver-1.QWE')).post(`/v1/tasks/${task}/assign`, { to: me.id });
    const mail = await mailTo(assigned, /A task was given to you/);
    expect(mail.text).to.include(`/tasks/${task}`);
    expect(server.took.filter(({ to }) => to === assigned)).to.have.lengthOf(1);
  });

  it('come in one digest, at the hour of the next working day, with what waits and what happened', async () => {
    const email = await told('approver-1.QHL', 'digest', 9);
    const ids = [
      await submitAt(house, 'QHL', { title: 'One' }),
      await submitAt(house, 'QHL', { title: 'Two' }),
    ];
    for (const id of ids) await openGateOf(await house.as('owner.QHL'), id);
    const database = await house.database.connect('remit_owner', 1);
    const waits = await until('both to be kept for the digest', async () => {
      const rows: { next: Date }[] = await database.query(
        `select next_at as next from delivery where lane = 'digest' and state = 'waiting'`,
      );
      return rows.length === 2 ? rows : undefined;
    });
    const at = waits[0]?.next ?? new Date(0);
    expect(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'short' }).format(at),
    ).to.equal('09:00');
    expect(server.took.filter(({ to }) => to === email)).to.deep.equal([]);
    ahead = at.getTime() - Date.now() + 1_000;
    const { text, headers } = await mailTo(email, /^Today: 2 waiting for you, 2 that happened$/);
    expect(text).to.match(/What waits for you[^]*One[^]*What happened[^]*Two/);
    expect(headers['x-remit-digest']).to.equal('2');
    ahead += 5 * DAY;
    await told('owner.QHL');
    await (await house.as('approver-1.QHL')).post(`/v1/initiatives/${ids[0] ?? ''}/comments`, { text: 'Hm' });
    await mailTo('owner.qhl@people.example', /A comment/);
    expect(
      server.took.filter(({ to }) => to === email),
      'nothing new, no digest',
    ).to.have.lengthOf(1);
    ahead = 0;
  });

  it('wait over Easter for their digest, and are told after all where the server fails once as it is due', async () => {
    const email = await told('approver-1.QOQ', 'digest', 9);
    const thursday = Date.parse('2027-03-25T12:00:00.000Z');
    ahead = thursday - Date.now();
    const id = await submitAt(house, 'QOQ', { title: 'Over Easter' });
    await openGateOf(await house.as('owner.QOQ'), id);
    const database = await house.database.connect('remit_owner', 1);
    const due = await until('it to be kept for the digest', async () => {
      const rows: { next: Date }[] = await database.query(
        `select next_at as next from delivery where initiative = $1 and lane = 'digest' and state = 'waiting'`,
        [id],
      );
      return rows[0]?.next;
    });
    expect(due.toISOString()).to.equal('2027-03-30T08:00:00.000Z');
    server.works = false;
    ahead = due.getTime() + 1_000 - Date.now();
    await until('the digests to rest', async () => {
      const rows: unknown[] = await database.query(`select from lane where id = 'digest' and failures > 0`);
      return rows.length > 0 ? true : undefined;
    });
    server.works = true;
    ahead += 60_000;
    const { text } = await mailTo(email, /^Today: 1 waiting for you, 1 that happened$/);
    expect(text).to.include('Over Easter');
    ahead = 0;
  });

  it('are caught up after an hour in which the server failed; an address that is refused holds up only itself', async () => {
    const owner = await told('owner.QMJ');
    const approver = await told('approver-2.QMJ');
    server.refuses.add(approver);
    server.works = false;
    const id = await submitAt(house, 'QMJ', { title: 'Told late' });
    const asker = await house.as('approver-1.QMJ');
    await openGateOf(asker, id);
    await asker.post(`/v1/initiatives/${id}/comments`, { text: 'How long?' });
    const before = server.asked;
    await until('it to be tried', () => Promise.resolve(server.asked > before ? true : undefined));
    expect(server.took).to.deep.equal([]);
    server.works = true;
    ahead = 3_700_000;
    await mailTo(owner, /with those who decide: Told late/);
    await mailTo(owner, /A comment was made: Told late/);
    const numbers = server.took
      .filter(({ to, headers }) => to === owner && headers['x-remit-initiative'] === id)
      .map(({ headers }) => Number(headers['x-remit-number']));
    expect(numbers, 'in order').to.deep.equal(numbers.toSorted((a, b) => a - b));
    const database = await house.database.connect('remit_owner', 1);
    const [refused] = await until('the refused one to be given up', async () => {
      const rows: { error: string }[] = await database.query(
        `select error from delivery where lane = 'mail' and state = 'dead'`,
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect(refused?.error).to.match(/550/).and.not.include('@');
    ahead = 0;
  });

  it('go on where another worker starts that has no mail server, and are written down by it too', async () => {
    const email = await told('owner.QNC');
    const database = await house.database.connect('remit_system', 3);
    const clock = () => new Date(Date.now() + ahead).toISOString();
    const more = { database, clock, log, publicUrl, allowed: new Set<string>(), mail: null };
    const others = [await startTelling(more), await startTelling(more)];
    const id = await submitAt(house, 'QNC', { title: 'With or without' });
    const mail = await mailTo(email, /with those who decide: With or without/);
    expect(mail.headers['x-remit-initiative']).to.equal(id);
    const way = await (await house.as('owner.QNC')).get<Way>('/v1/people/me/notifications');
    expect(way.body.mail).to.equal('on');
    for (const other of others) await other.stop();
  });

  it('reach who stands in for another, from whichever body they are', async () => {
    const email = await told('approver-2.QF7');
    const [absent, standIn] = [await house.as('approver-1.QNC'), await house.as('approver-2.QF7')];
    const { id: substitute } = (await standIn.get<{ id: string }>('/v1/people/me')).body;
    const [from, to] = [addDays(0), addDays(7)];
    const named = await absent.post('/v1/people/me/cover', { substitute, from, to });
    expect(named.status).to.equal(201);
    const id = await submitAt(house, 'QNC', { title: 'For who is away' });
    const mail = await mailTo(email, /Your decision is asked for: For who is away/);
    expect(mail.headers['x-remit-initiative']).to.equal(id);
  });

  it('are not sent to who may not see the initiative any more', async () => {
    const email = await told('signatory.QHL');
    server.works = false;
    const id = await submitAt(house, 'QHL', { title: 'Not theirs any more' });
    await openGateOf(await house.as('owner.QHL'), id);
    const database = await house.database.connect('remit_owner', 1);
    const ofThem = `(select id from person where subject = 'signatory.QHL')`;
    const states = async (): Promise<string[]> => {
      const rows: { state: string; error: string | null }[] = await database.query(
        `select state, error from delivery where initiative = $1 and person = ${ofThem}`,
        [id],
      );
      return rows.map(({ state }) => state);
    };
    await until('it to be written down', async () => ((await states()).length > 0 ? true : undefined));
    await database.query(`delete from role_held where person = ${ofThem}`);
    server.works = true;
    ahead = 3_700_000;
    await until('it to be dropped', async () => ((await states()).includes('dropped') ? true : undefined));
    expect(server.took.filter(({ to }) => to === email)).to.deep.equal([]);
    ahead = 0;
  });

  it('are chosen by each person, a version at a time; an address is in no event', async () => {
    const asker = await house.as('board.QMJ');
    const path = '/v1/people/me/notifications';
    const { body } = await asker.get<Way>(path);
    expect(body).to.deep.equal({ email: null, how: 'each', hour: 8, mail: 'on' });
    const wanted = { email: 'board@people.example', how: 'digest', hour: 7 };
    expect((await asker.put(path, wanted)).status).to.equal(428);
    expect((await asker.put(path, wanted, { 'if-match': '"0"' })).body).to.deep.equal({
      ...{ ...wanted, mail: 'on' },
    });
    expect((await asker.put(path, wanted, { 'if-match': '"0"' })).status).to.equal(412);
    for (const email of ['nobody', 'a@b.example\r\nBcc: c@d.example', '"><x>@y.example']) {
      const wrong = await asker.put<{ fields: { field: string }[] }>(path, { ...wanted, email });
      expect([wrong.status, wrong.body.fields[0]?.field], email).to.deep.equal([400, 'email']);
    }
    const operator = await house.as('operator');
    const made = await operator.post<{ id: string }>('/v1/people', {
      subject: 'somebody.new',
      name: 'Somebody New',
      roles: [{ role: 'owner', body: 'QMJ' }],
      email: 'somebody.new@people.example',
    });
    expect(made.status).to.equal(201);
    const theirs = await (await house.as('somebody.new')).get<Way>(path);
    expect(theirs.body.email).to.equal('somebody.new@people.example');
    const database = await house.database.connect('remit_owner', 1);
    const [row]: { n: number }[] = await database.query(
      `select count(*)::int as n from event where data::text like '%people.example%'`,
    );
    expect(row?.n).to.equal(0);
  });
});
