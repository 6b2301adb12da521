import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';

/** What row-level security alone keeps people from, whatever a statement forgets. */
describe('row-level security', function () {
  this.timeout(60_000);
  let house: House;
  let app: DataSource;
  let owner: DataSource;
  before(async () => {
    house = await openHouse({ worker: false });
    app = await house.database.connect('remit_app', 2);
    owner = await house.database.connect('remit_owner', 1);
  });
  after(() => house.close());

  const idOf = async (asker: Asker) => (await asker.get<{ id: string }>('/v1/people/me')).body.id;

  /** Asks as somebody, with nothing in between; what it changed is taken back. */
  async function as<T>(subject: string, bodies: string, statements: readonly string[]): Promise<T> {
    const caller = await idOf(await house.as(subject));
    const runner = app.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(
        `select set_config('remit.caller', $1, true), set_config('remit.bodies', $2, true)`,
        [caller, bodies],
      );
      let last: unknown;
      for (const statement of statements) last = await runner.query(statement);
      return last as T;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => 'went through',
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );

  it('shows where somebody is told to themselves and to operators, and where a webhook goes to its body', async () => {
    const approver = await house.as('approver-1.QMJ');
    const way = { email: 'one@people.example', how: 'each', hour: 8 };
    expect((await approver.put('/v1/people/me/notifications', way, { 'if-match': '"0"' })).status).to.equal(
      200,
    );
    const board = await house.as('board.QMJ');
    const made = await board.post<{ id: string }>('/v1/webhooks', {
      body: 'QMJ',
      url: 'https://hooks.example/first',
    });
    const url = 'https://hooks.example/second';
    const path = `/v1/webhooks/${made.body.id}`;
    expect((await board.patch(path, { url }, { 'if-match': '"1"' })).status).to.equal(200);
    const ADDRESSES = `select value #>> '{}' as value from content
      where value #>> '{}' like '%people.example' or value #>> '{}' like '%hooks.example%' order by 1`;
    const seenBy = async (subject: string, bodies: string) =>
      (await as<{ value: string }[]>(subject, bodies, [ADDRESSES])).map(({ value }) => value);
    const urls = ['https://hooks.example/first', url];
    expect(await seenBy('approver-1.QHL', 'QHL')).to.deep.equal([]);
    expect(await seenBy('approver-1.QMJ', 'QMJ')).to.deep.equal([...urls, way.email]);
    expect(await seenBy('approver-2.QMJ', 'QMJ')).to.deep.equal(urls);
    expect(await seenBy('operator', '')).to.deep.equal([...urls, way.email]);
  });

  it('keeps a filter from being shared with a body that is not theirs, also when it is changed', async () => {
    const approver = await house.as('approver-1.QMJ');
    const filter = { name: 'Mine', query: {}, sharedWith: 'QMJ' };
    expect((await approver.post('/v1/filters', filter)).status).to.equal(201);
    const share = (body: string) =>
      refusal(as('approver-1.QMJ', 'QMJ', [`update saved_filter set body = '${body}', revision = 2`]));
    expect(await share('QMJ')).to.equal('went through');
    expect(await share('QHL')).to.equal('42501');
  });

  it('has a sitting changed by the people of its body alone, while it is convened, and never what it was convened as', async () => {
    const board = await house.as('board.QMJ');
    const asked = { body: 'QMJ', title: 'Of QMJ', heldAt: new Date().toISOString(), agenda: [], invited: [] };
    const made = async () => (await board.post<{ id: string }>('/v1/sittings', asked)).body.id;
    const [sitting, over] = [await made(), await made()];
    await board.post(`/v1/sittings/${over}/close`);
    const elsewhere = await idOf(await house.as('approver-1.QHL'));
    await owner.query('insert into sitting_person (sitting, person) values ($1, $2)', [sitting, elsewhere]);
    const change = (id: string, what: string) => `update sitting set ${what} where id = '${id}' returning id`;
    const went = async (subject: string, bodies: string, statement: string) => {
      const done = await refusal(as(subject, bodies, [statement]));
      if (done !== 'went through') return done;
      const [, count] = await as<[unknown, number]>(subject, bodies, [statement]);
      return count;
    };
    const MOVED = "held_at = held_at + interval '1 day'";
    expect(await went('board.QMJ', 'QMJ', change(sitting, MOVED))).to.equal(1);
    // Who is invited from elsewhere says no more than that something of it changed: their own apologies.
    expect(await went('approver-1.QHL', 'QHL', change(sitting, 'n = n + 1, at = now()'))).to.equal(1);
    expect(await went('approver-1.QHL', 'QHL', change(sitting, MOVED))).to.equal('42501');
    expect(await went('approver-1.QHL', 'QHL', change(sitting, "state = 'cancelled'"))).to.equal('42501');
    // Who is neither sees none.
    expect(await went('approver-2.QHL', 'QHL', change(sitting, MOVED))).to.equal(0);
    expect(await went('board.QMJ', 'QMJ', change(over, "state = 'convened'"))).to.equal(0);
    for (const what of [
      `convened_by = '${elsewhere}'`,
      'told = 99',
      "created_at = created_at - interval '1 day'",
    ])
      expect(await went('board.QMJ', 'QMJ', change(sitting, what)), what).to.equal('42501');
    expect(await went('board.QMJ', 'QMJ QHL', change(sitting, "body = 'QHL'"))).to.equal('42501');
  });

  it('lets nobody but a worker rest or release the lane of mails, which everybody may see', async () => {
    await owner.query(`insert into lane (id, seen_at) values ('mail', now())`);
    const seen = await as<unknown[]>('approver-1.QMJ', 'QMJ', [`select from lane where id = 'mail'`]);
    expect(seen).to.have.lengthOf(1);
    const rest = `update lane set rest_until = now() + interval '1 year' where id = 'mail'`;
    expect(await refusal(as('approver-1.QMJ', 'QMJ', [rest]))).to.equal('42501');
    expect(await refusal(as('operator', '', [rest]))).to.equal('42501');
  });

  it('begins and ends what an operator and a board may see with London’s day', async () => {
    const somebody = await idOf(await house.as('owner.QHL'));
    const hold = (role: string, body: string | null, from: string, to: string) =>
      owner.query(
        `insert into role_held (id, person, role, body, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6)`,
        [uuid(), somebody, role, body, from, to],
      );
    await hold('operator', null, addDays(0), addDays(1));
    // It is another day already in one of them, whatever the hour.
    for (const zone of ['Etc/GMT+12', 'Pacific/Kiritimati']) {
      const asked = [`set local timezone = '${zone}'`, 'select is_operator() as yes'];
      expect(await as('owner.QHL', 'QHL', asked), zone).to.deep.equal([{ yes: true }]);
    }
    await owner.query(`delete from role_held where person = $1 and role = 'operator'`, [somebody]);
    await hold('board', 'QHL', addDays(300), addDays(400));
    const whose = await idOf(await house.as('approver-1.QHL'));
    const may = [`select may_read_interests('${whose}') as yes`];
    expect(await as('owner.QHL', 'QHL', may), 'next year’s board').to.deep.equal([{ yes: false }]);
    expect(await as('board.QHL', 'QHL', may), 'this year’s').to.deep.equal([{ yes: true }]);
  });
});
