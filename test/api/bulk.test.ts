import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Told {
  readonly id: string;
  readonly state: string;
  readonly claimedBy: { readonly id: string } | null;
  readonly reminded: { readonly by: { readonly id: string } } | null;
}
interface Results {
  readonly items: readonly {
    readonly task: string;
    readonly status: number;
    readonly done: Told | null;
    readonly problem: { readonly type: string } | null;
  }[];
  readonly done: number;
  readonly refused: number;
  readonly type?: string;
  readonly fields?: readonly { readonly field: string; readonly rule: string; readonly detail: string }[];
}

describe('the same done to many tasks', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  /** So many initiatives, and of each the task for an approver. */
  async function openTasks(body: string, howMany: number) {
    const [first, second, owner] = await Promise.all(
      ['approver-1', 'approver-2', 'owner'].map((role) => house.as(`${role}.${body}`)),
    );
    if (!first || !second || !owner) throw new Error('Nobody');
    const opened = await Promise.all(
      Array.from({ length: howMany }, async () => {
        const initiative = await submitAt(house, body);
        const gate = await openGateOf(first, initiative);
        return { initiative, task: gate.seats.find((seat) => seat.role === 'approver')?.task ?? '' };
      }),
    );
    return { first, second, owner, opened, tasks: opened.map(({ task }) => task) };
  }

  const idOf = async (asker: Asker) => (await asker.get<{ id: string }>('/v1/people/me')).body.id;
  const short = ({ items }: Results) =>
    items.map(({ status, done, problem }) => done?.state ?? `${status} ${problem?.type.split(':').at(-1)}`);

  it('has a result for each, in the order asked: what is refused holds up nothing', async () => {
    const { first, second, tasks } = await openTasks('QMJ', 3);
    await second.post(`/v1/tasks/${tasks[1]}/claim`);
    const unknown = uuid();
    const asked = [...tasks, unknown];
    const { status, body } = await first.post<Results>('/v1/tasks/bulk', { action: 'claim', tasks: asked });
    expect(status).to.equal(200);
    expect(body.items.map(({ task }) => task)).to.deep.equal(asked);
    expect(short(body)).to.deep.equal(['claimed', '409 claimed-by-another', 'claimed', '404 not-found']);
    expect([body.done, body.refused]).to.deep.equal([2, 2]);
    const released = await first.post<Results>('/v1/tasks/bulk', { action: 'release', tasks });
    expect(short(released.body)).to.deep.equal(['ready', '409 not-claimed-by-you', 'ready']);
  });

  it('hands many over to one colleague', async () => {
    const { first, second, owner, opened, tasks } = await openTasks('QWE', 2);
    await first.post('/v1/tasks/bulk', { action: 'claim', tasks });
    const to = await idOf(second);
    const { body } = await first.post<Results>('/v1/tasks/bulk', { action: 'assign', tasks, to });
    expect(body.items.map(({ done }) => done?.claimedBy?.id)).to.deep.equal([to, to]);
    for (const { initiative } of opened)
      expect((await historyOf(first, initiative)).map(({ type }) => type)).to.include('task-assigned');
    const unfit = await second.post<Results>('/v1/tasks/bulk', {
      ...{ action: 'assign', tasks },
      to: await idOf(owner),
    });
    expect(short(unfit.body)).to.deep.equal(['422 colleague-unfit', '422 colleague-unfit']);
    const nobody = await second.post<Results>('/v1/tasks/bulk', { action: 'assign', tasks, to: uuid() });
    expect(short(nobody.body)).to.deep.equal(['422 person-unknown', '422 person-unknown']);
  });

  it('reminds of many, once a day', async () => {
    const { first, second, owner, tasks } = await openTasks('QNQ', 2);
    await first.post(`/v1/tasks/${tasks[0]}/claim`);
    const { body } = await owner.post<Results>('/v1/tasks/bulk', { action: 'remind', tasks });
    expect(short(body)).to.deep.equal(['claimed', 'ready']);
    const by = await idOf(owner);
    const mine = await first.get<{ items: Told[] }>('/v1/tasks?queue=mine&limit=200');
    const reminded = mine.body.items
      .filter(({ id }) => tasks.includes(id))
      .map((each) => each.reminded?.by.id);
    expect(reminded).to.deep.equal([by, by]);
    const again = await second.post<Results>('/v1/tasks/bulk', { action: 'remind', tasks });
    expect(short(again.body)).to.deep.equal(['409 reminded-lately', '409 reminded-lately']);
    const alone = await first.post<{ type: string }>(`/v1/tasks/${tasks[0]}/remind`);
    expect([alone.status, alone.body.type]).to.deep.equal([409, 'urn:remit:problem:waits-for-you']);
  });

  it('is done once for a key, and an interrupted one is finished by sending it again', async () => {
    const { first, opened, tasks } = await openTasks('QRL', 3);
    const key = { 'idempotency-key': uuid() };
    const asked = { action: 'claim', tasks };
    const [once, twice] = await Promise.all([
      first.post<Results>('/v1/tasks/bulk', asked, key),
      first.post<Results>('/v1/tasks/bulk', asked, key),
    ]);
    expect(twice.body).to.deep.equal(once.body);
    await first.post('/v1/tasks/bulk', { action: 'release', tasks });
    const told = await first.post<Results>('/v1/tasks/bulk', asked, key);
    expect(short(told.body)).to.deep.equal(['claimed', 'claimed', 'claimed']);
    for (const { initiative } of opened)
      expect((await historyOf(first, initiative)).map(({ type }) => type).slice(-2)).to.deep.equal([
        'task-claimed',
        'task-released',
      ]);
    // As if the first time had ended after its first: what it did is told, what it left is done.
    const forget = await house.database.connect('remit_system', 1);
    await forget.query(`delete from idempotency where key = $1 and route <> 'POST /v1/tasks/bulk'`, [
      key['idempotency-key'],
    ]);
    expect(short((await first.post<Results>('/v1/tasks/bulk', asked, key)).body)).to.deep.equal([
      ...['claimed', 'claimed', 'claimed'],
    ]);
    const claims = await Promise.all(
      opened.map(async ({ initiative }) =>
        (await historyOf(first, initiative)).filter(({ type }) => type === 'task-claimed'),
      ),
    );
    expect(claims.map((each) => each.length)).to.deep.equal([1, 2, 2]);
    const other = await first.post<Results>('/v1/tasks/bulk', { ...asked, action: 'release' }, key);
    expect([other.status, other.body.type]).to.deep.equal([422, 'urn:remit:problem:idempotency-key-reused']);
    const after = await first.get<Told>(`/v1/tasks/${tasks[0]}`);
    expect(after.body.state, 'nothing was done').to.equal('ready');
  });

  it('says what cannot be used of it, and decides nothing', async () => {
    const asker = await house.as('approver-1.QMJ');
    const id = uuid();
    const wrong = async (asked: unknown) => {
      const { status, body } = await asker.post<Results>('/v1/tasks/bulk', asked);
      return [status, ...(body.fields ?? []).map(({ field, rule }) => `${field}: ${rule}`)];
    };
    expect(await wrong({ action: 'complete', tasks: [id] })).to.deep.equal([400, 'action: invalid-union']);
    expect(await wrong({ action: 'claim', tasks: [] })).to.deep.equal([400, 'tasks: too-small']);
    expect(await wrong({ action: 'claim', tasks: [id, id] })).to.deep.equal([400, 'tasks: custom']);
    expect(await wrong({ action: 'claim', tasks: Array.from({ length: 101 }, () => uuid()) })).to.deep.equal([
      400,
      'tasks: too-big',
    ]);
    expect(await wrong({ action: 'assign', tasks: [id] })).to.deep.equal([400, 'to: invalid-type']);
    expect(await wrong({ action: 'claim', tasks: [id], to: id })).to.deep.equal([400, 'to: unknown-field']);
  });
});
