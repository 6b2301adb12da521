import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { draftAt, openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';

interface Task {
  readonly id: string;
  readonly initiative: { readonly id: string; readonly title: string };
  readonly dueAt: string;
  readonly openedAt: string;
  readonly priority: string;
  readonly state: string;
  readonly kind: string;
}
interface Page {
  readonly items: readonly Task[];
  readonly page: { readonly next: string | null; readonly total?: number };
}
interface Counted {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly more: boolean;
  readonly mine?: boolean;
  readonly default?: boolean;
  readonly query: Record<string, string>;
}

describe('queues', function () {
  this.timeout(120_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  const at = async (lead: string, different: Record<string, unknown>): Promise<string> => {
    const id = await submitAt(house, lead, different);
    await openGateOf(await house.as(`owner.${lead}`), id);
    return id;
  };
  const tasks = async (asker: Asker, query: string) => {
    const { status, body } = await asker.get<Page>(`/v1/tasks?${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.items;
  };
  const titles = async (asker: Asker, query: string) =>
    [...new Set((await tasks(asker, query)).map(({ initiative }) => initiative.title))].toSorted();

  /** Every page of a list, one task at a time. */
  const walked = async (asker: Asker, query: string): Promise<readonly Task[]> => {
    const found: Task[] = [];
    for (let after = ''; ;) {
      const { body } = await asker.get<Page>(
        `/v1/tasks?${query}&limit=1${after === '' ? '' : `&after=${after}`}`,
      );
      found.push(...body.items);
      if (body.page.next === null) return found;
      after = body.page.next;
    }
  };

  it('are sorted by due date, priority and waiting time, both ways, and paged through by keys in each', async () => {
    await at('QKS', { title: 'Usual, first' });
    await at('QKS', { title: 'Of high risk', facts: { ...QUIET_FACTS, residualRisk: 15 } });
    await at('QKS', { title: 'Usual, last' });
    const approver = await house.as('approver-1.QKS');
    const orders: Record<string, (task: Task) => string> = {
      dueAt: ({ dueAt }) => dueAt,
      openedAt: ({ openedAt }) => openedAt,
      priority: ({ dueAt, priority }) =>
        new Date(Date.parse(dueAt) - (priority === 'high' ? 14 * 86_400_000 : 0)).toISOString(),
    };
    for (const queue of ['queue=mine&', ''])
      for (const [sort, keyOf] of Object.entries(orders)) {
        const whole = await tasks(approver, `${queue}sort=${sort}`);
        const key = (task: Task) => `${keyOf(task)} ${task.id}`;
        expect(whole.map(key), `${queue}${sort}`).to.deep.equal(whole.map(key).toSorted());
        const ids = whole.map(({ id }) => id);
        expect((await walked(approver, `${queue}sort=${sort}`)).map(({ id }) => id)).to.deep.equal(ids);
        expect((await walked(approver, `${queue}sort=-${sort}`)).map(({ id }) => id)).to.deep.equal(
          ids.toReversed(),
        );
      }
    const [first, ...others] = await tasks(approver, 'queue=mine&sort=priority');
    expect([first?.initiative.title, first?.priority]).to.deep.equal(['Of high risk', 'high']);
    expect(new Set(others.map(({ priority }) => priority))).to.deep.equal(new Set(['usual']));
  });

  it('have the priority of the facts as they are', async () => {
    const id = await at('QMF', { title: 'Its risk is found to be high' });
    const [owner, approver] = [await house.as('owner.QMF'), await house.as('approver-1.QMF')];
    const priorities = async () =>
      new Set((await tasks(approver, `initiative=${id}&state=ready`)).map(({ priority }) => priority));
    expect(await priorities()).to.deep.equal(new Set(['usual']));
    for (const [qualityConcernUnresolved, priority] of [
      [true, 'high'],
      [false, 'usual'],
    ] as const) {
      const { headers } = await owner.get(`/v1/initiatives/${id}`);
      const changed = await owner.patch(
        `/v1/initiatives/${id}`,
        { facts: { qualityConcernUnresolved } },
        { 'if-match': headers.get('etag') ?? '' },
      );
      expect(changed.status).to.equal(200);
      await openGateOf(owner, id);
      expect(await priorities()).to.deep.equal(new Set([priority]));
    }
  });

  it('are searched by the words of title, aim and lead body, of what may be seen and nothing else', async () => {
    const lead = 'QWO';
    await at(lead, { title: 'Falls among older people', aim: 'Half as many ambulances are called' });
    await at(lead, { title: 'Waiting for scans', aim: 'Scanners run in the evening' });
    const draft = await draftAt(house, lead, { title: 'Falls, not presented yet' });
    const [approver, stranger] = [await house.as(`approver-1.${lead}`), await house.as('approver-1.QMJ')];
    const words: [string, string[]][] = [
      ['fall', ['Falls among older people']],
      ['FALLS older', ['Falls among older people']],
      ['ambulance', ['Falls among older people']],
      ['"older people" -scans', ['Falls among older people']],
      ['scan', ['Waiting for scans']],
      ['scan or falls', ['Falls among older people', 'Waiting for scans']],
      ['west yorkshire', ['Falls among older people', 'Waiting for scans']],
      ['falls scan', []],
      ["it's (not & a | query:*", []],
    ];
    for (const [q, expected] of words) {
      for (const queue of ['', '&queue=mine'])
        expect(await titles(approver, `q=${encodeURIComponent(q)}${queue}`), q).to.deep.equal(expected);
      expect(await titles(stranger, `q=${encodeURIComponent(q)}`), q).to.not.include.members(
        expected.length === 0 ? ['nothing'] : expected,
      );
    }
    const owner = await house.as(`owner.${lead}`);
    const { body } = await owner.get<{ items: { id: string }[] }>('/v1/initiatives?q=falls');
    expect(body.items.map(({ id }) => id))
      .to.include(draft)
      .and.to.have.lengthOf(2);
    expect((await stranger.get<Page>('/v1/initiatives?q=falls')).body.items).to.deep.equal([]);
  });

  it('find nothing by words that were erased or changed', async () => {
    const id = await at('QM7', { title: 'Something about zebras' });
    const kept = await at('QM7', { title: 'Something else about zebras' });
    const approver = await house.as('approver-1.QM7');
    expect(await titles(approver, 'q=zebra')).to.have.lengthOf(2);
    const owner = await house.as('owner.QM7');
    const { headers } = await owner.get(`/v1/initiatives/${kept}`);
    const renamed = { 'if-match': headers.get('etag') ?? '' };
    await owner.patch(`/v1/initiatives/${kept}`, { title: 'Something about okapis' }, renamed);
    expect(await titles(approver, 'q=zebra')).to.deep.equal(['Something about zebras']);
    const database = await house.database.connect('remit_owner', 1);
    await database.query('update content set value = null, salt = null where initiative = $1', [id]);
    const found: unknown[] = await database.query(`select from content where value::text like '%zebras%'`);
    expect(found, 'what was changed is still in the history').to.have.lengthOf(1);
    expect(await titles(approver, 'q=zebra')).to.deep.equal([]);
  });

  it('are filtered by kind of seat, due date, what is overdue and who holds it', async () => {
    const id = await at('QHM', { title: 'Filtered' });
    const [approver, other] = [await house.as('approver-1.QHM'), await house.as('approver-2.QHM')];
    const all = await tasks(approver, `initiative=${id}`);
    const kinds = new Set(all.map(({ kind }) => kind));
    for (const kind of kinds)
      expect((await tasks(approver, `initiative=${id}&kind=${kind}`)).length).to.equal(
        all.filter((each) => each.kind === kind).length,
      );
    const day = all[0]?.dueAt.slice(0, 10) ?? '';
    expect(await tasks(approver, `initiative=${id}&dueBefore=${day}`)).to.have.lengthOf(0);
    const after = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    expect(await tasks(approver, `initiative=${id}&dueBefore=${after}`)).to.have.lengthOf(all.length);
    expect(await tasks(approver, `initiative=${id}&overdue=true`)).to.have.lengthOf(0);
    const [mine] = await tasks(approver, `queue=mine&initiative=${id}`);
    await approver.post(`/v1/tasks/${mine?.id ?? ''}/claim`);
    const me = (await approver.get<{ id: string }>('/v1/people/me')).body.id;
    for (const [asker, assignee] of [
      [approver, 'me'],
      [approver, me],
      [other, me],
    ] as const)
      expect(
        (await tasks(asker, `initiative=${id}&assignee=${assignee}`)).map((each) => each.id),
      ).to.deep.equal([mine?.id]);
    expect(await tasks(other, `initiative=${id}&assignee=me`)).to.deep.equal([]);

    const database = await house.database.connect('remit_owner', 1);
    await database.query(`update task set due_at = now() - interval '1 hour' where initiative = $1`, [id]);
    await database.query(`update gate set due_at = now() - interval '1 hour' where initiative = $1`, [id]);
    expect(await tasks(approver, `initiative=${id}&overdue=true`)).to.have.lengthOf(all.length);
    await database.query(
      `update gate set clock_stopped_at = due_at - interval '1 hour' where initiative = $1`,
      [id],
    );
    expect(await tasks(approver, `initiative=${id}&overdue=true`)).to.have.lengthOf(0);
    const refused = await approver.get('/v1/tasks?overdue=yes&kind=chair&dueBefore=tomorrow&q=');
    expect(refused.status).to.equal(400);
    expect((refused.body['fields'] as { field: string }[]).map(({ field }) => field)).to.have.members([
      'overdue',
      'kind',
      'dueBefore',
      'q',
    ]);
  });

  it('are kept as filters: named once, changed by the version read, one the default, deleted', async () => {
    const approver = await house.as('approver-1.QKS');
    const key = { 'idempotency-key': uuid() };
    const wanted = { name: 'Ready, by priority', query: { queue: 'mine', state: 'ready', sort: 'priority' } };
    const [saved, again] = [
      await approver.post<Counted>('/v1/filters', wanted, key),
      await approver.post<Counted>('/v1/filters', wanted, key),
    ];
    expect([saved.status, again.status, again.body.id]).to.deep.equal([201, 201, saved.body.id]);
    expect(saved.body.query).to.deep.equal(wanted.query);
    expect((await approver.post('/v1/filters', wanted)).body['type']).to.match(/already-exists$/);
    const bad = await approver.post('/v1/filters', { name: 'Bad', query: { state: 'asleep', after: 'x' } });
    expect([bad.status, JSON.stringify(bad.body['fields'])]).to.satisfy(
      ([status, fields]: [number, string]) =>
        status === 400 && fields.includes('query.state') && fields.includes('query.after'),
    );

    const path = `/v1/filters/${saved.body.id}`;
    expect((await approver.patch(path, { name: 'Mine' })).status).to.equal(428);
    expect((await approver.patch(path, { name: 'Mine' }, { 'if-match': '"7"' })).status).to.equal(412);
    const changed = await approver.patch<Counted>(
      path,
      { name: 'Mine', default: true },
      { 'if-match': '"1"' },
    );
    expect([changed.status, changed.body.name, changed.body.default]).to.deep.equal([200, 'Mine', true]);
    expect(changed.headers.get('etag')).to.equal('"2"');
    const second = { name: 'Other', query: { queue: 'mine' }, default: true };
    await approver.post('/v1/filters', second);
    const { body } = await approver.get<{ items: Counted[] }>('/v1/filters');
    expect(body.items.filter((each) => each.default).map(({ name }) => name)).to.deep.equal(['Other']);
    for (const each of body.items) {
      const listed = await tasks(approver, new URLSearchParams({ ...each.query, limit: '200' }).toString());
      expect([each.count, each.more], each.name).to.deep.equal([listed.length, false]);
    }
    const other = await house.as('approver-2.QKS');
    expect((await other.get<{ items: Counted[] }>('/v1/filters')).body.items).to.deep.equal([]);
    expect((await other.patch(path, { name: 'Theirs' }, { 'if-match': '"2"' })).status).to.equal(404);
    expect((await forget(other, saved.body.id)).status).to.equal(404);
    expect((await forget(approver, saved.body.id)).status).to.equal(200);
    expect((await forget(approver, saved.body.id)).status).to.equal(404);
  });

  it('are shared with a body of one’s own, to be used and not changed, by whoever has a role for it', async () => {
    const [keeper, colleague] = [await house.as('approver-1.QKS'), await house.as('signatory.QKS')];
    const stranger = await house.as('approver-1.QMJ');
    const foreign = { name: 'Shared', query: { assignee: 'me' }, sharedWith: 'QMJ' };
    expect((await keeper.post('/v1/filters', foreign)).body['type']).to.match(/not-allowed$/);
    const { body: shared } = await keeper.post<Counted>('/v1/filters', { ...foreign, sharedWith: 'QKS' });
    const seen = async (asker: Asker) =>
      (await asker.get<{ items: Counted[] }>('/v1/filters')).body.items.find(({ id }) => id === shared.id);
    expect((await seen(colleague))?.mine).to.equal(false);
    expect(await seen(stranger)).to.equal(undefined);
    expect((await forget(colleague, shared.id)).status).to.equal(404);
    const path = `/v1/filters/${shared.id}`;
    await keeper.patch(path, { sharedWith: null }, { 'if-match': '"1"' });
    expect(await seen(colleague)).to.equal(undefined);
  });

  it('are counted as they are, and are true after an act', async () => {
    const id = await at('QOQ', { title: 'Counted' });
    const approver = await house.as('approver-1.QOQ');
    const counts = async () => {
      const { body } = await approver.get<{ items: Counted[] }>('/v1/queues');
      return Object.fromEntries(body.items.map((each) => [each.id, each.count]));
    };
    const before = await counts();
    const [task] = await tasks(approver, `queue=mine&initiative=${id}`);
    await approver.post(`/v1/tasks/${task?.id ?? ''}/claim`);
    expect(await counts()).to.deep.include({ held: (before['held'] ?? 0) + 1, 'to-answer': 0 });
    const gate = await openGateOf(approver, id);
    await approver.post(`/v1/tasks/${task?.id ?? ''}/complete`, {
      outcome: 'approve',
      contentHash: gate.contentHash,
    });
    expect(await counts()).to.deep.include({ held: before['held'], mine: (before['mine'] ?? 0) - 1 });
  });

  const forget = (asker: Asker, id: string) =>
    fetch(`${house.url}/v1/filters/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${asker.token}` },
    });
});
