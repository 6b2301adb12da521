import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { createLog } from '../../contracts/log.ts';
import { CommandHandler } from '../../store/handler.ts';
import { initiativesToFree } from '../../store/read/in-hand.ts';
import type { Sql } from '../../store/sql.ts';
import { pooled } from '../../store/transaction.ts';
import { World } from '../../store/world.ts';
import { freeOnce } from '../../worker/free-tasks.ts';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Preview {
  readonly tasks: readonly { task: string; has: string; goesBack: boolean }[];
  readonly gates: readonly { initiative: string; outOfReach: readonly { wayOut: string }[] }[];
  readonly owns: readonly string[];
}
interface Task {
  readonly state: string;
  readonly claimedBy: { readonly id: string } | null;
  readonly vote: object | null;
}
interface Problem {
  readonly type: string;
}

describe('somebody who leaves, changes their role or has an interest', function () {
  this.timeout(60_000);
  let house: House;
  let operator: Asker;
  let free: () => Promise<number>;

  before(async () => {
    house = await openHouse();
    operator = await house.as('operator');
    const database = await house.database.connect('remit_system', 4);
    const clock = () => new Date().toISOString();
    const options = {
      sql: pooled(database),
      handler: new CommandHandler(database, new World(), clock),
      clock,
    };
    free = () => freeOnce({ ...options, log: createLog('test', 'silent') });
  });
  after(() => house.close());

  const idOf = async (asker: Asker) => (await asker.get<{ id: string }>('/v1/people/me')).body.id;
  const taskAt = async (asker: Asker, task: string) => (await asker.get<Task>(`/v1/tasks/${task}`)).body;

  it('is looked ahead at, and then what they hold goes back, what they prepare ends, and what they answered stands', async () => {
    const [leaver, colleague] = [await house.as('approver-1.QJ2'), await house.as('approver-2.QJ2')];
    const ids = [await submitAt(house, 'QJ2'), await submitAt(house, 'QJ2'), await submitAt(house, 'QJ2')];
    const gates = await Promise.all(ids.map((id) => openGateOf(leaver, id)));
    const [held, prepared, answered] = gates.map(
      ({ seats }) => seats.find(({ role }) => role === 'approver')!.task,
    ) as [string, string, string];
    await leaver.post(`/v1/tasks/${held}/claim`);
    await colleague.post(`/v1/tasks/${prepared}/claim`);
    await colleague.post(`/v1/tasks/${prepared}/delegate`, { to: await idOf(leaver) });
    const voted = await leaver.post(`/v1/tasks/${answered}/complete`, {
      outcome: 'approve',
      contentHash: gates[2]!.contentHash,
    });
    expect(voted.status).to.equal(200);

    const address = `/v1/people/${await idOf(leaver)}`;
    const ahead = await operator.post<Preview>(`${address}/roles/preview`, { roles: [] });
    expect(ahead.status).to.equal(200);
    expect(ahead.body.tasks.map(({ task, has, goesBack }) => [task, has, goesBack])).to.have.deep.members([
      [held, 'holds', true],
      [prepared, 'prepares', true],
    ]);
    expect(await free(), 'looking ahead changed nothing').to.equal(0);

    const { headers } = await operator.get(address);
    const etag = headers.get('etag') ?? '';
    expect((await operator.put(`${address}/roles`, { roles: [] })).status).to.equal(428);
    expect((await operator.put(`${address}/roles`, { roles: [] }, { 'if-match': '"99"' })).status).to.equal(
      412,
    );
    expect((await leaver.put(`${address}/roles`, { roles: [] }, { 'if-match': etag })).status).to.equal(403);
    const past = await operator.put<Problem>(
      `${address}/roles`,
      { roles: [], from: addDays(-3) },
      { 'if-match': etag },
    );
    expect(past.status).to.equal(422);
    const left = await operator.put<{ roles: unknown[] }>(
      `${address}/roles`,
      { roles: [] },
      { 'if-match': etag },
    );
    expect([left.status, left.body.roles]).to.deep.equal([200, []]);

    expect(await free()).to.equal(2);
    expect(await free(), 'once').to.equal(0);
    expect(await taskAt(colleague, held)).to.deep.include({ state: 'ready', claimedBy: null });
    expect((await taskAt(colleague, answered)).vote, 'it stands').to.not.equal(null);
    const told = (await historyOf(colleague, ids[0]!)).at(-1);
    expect([told?.type, told?.actor.id, told?.data['because']]).to.deep.equal([
      'task-released',
      'workflow',
      'not-of-this-seat',
    ]);
    const ended = (await historyOf(colleague, ids[1]!)).at(-1);
    expect([ended?.type, ended?.actor.id]).to.deep.equal(['task-resolved', 'workflow']);
  });

  it('is told beforehand which gates nobody could decide any more, and what would mend it', async () => {
    const decider = await house.as('approver-1.QMF');
    const id = await submitAt(house, 'QMF');
    await openGateOf(decider, id);
    const all = await decider.get<{
      items: { eligibleApprovers: { id: string }[]; outOfReach: unknown[] }[];
    }>(`/v1/initiatives/${id}/gates`);
    expect(all.body.items[0]?.outOfReach).to.deep.equal([]);
    const signatory = await house.as('signatory.QMF');
    const { body } = await operator.post<Preview>(`/v1/people/${await idOf(signatory)}/roles/preview`, {
      roles: [],
    });
    expect(body.gates.map((each) => each.initiative)).to.deep.equal([id]);
    expect(body.gates[0]?.outOfReach[0]?.wayOut).to.match(/signatory/);
  });

  it('steps back from one initiative in one act, still reads it, and comes back', async () => {
    const decider = await house.as('approver-1.QWO');
    const id = await submitAt(house, 'QWO');
    const gate = await openGateOf(decider, id);
    const { task } = gate.seats.find(({ role }) => role === 'approver')!;
    await decider.post(`/v1/tasks/${task}/claim`);
    const key = { 'idempotency-key': uuid() };
    const [once, twice] = [
      await decider.post<Task>(`/v1/tasks/${task}/recuse`, { nature: 'My sister leads it.' }, key),
      await decider.post<Task>(`/v1/tasks/${task}/recuse`, { nature: 'My sister leads it.' }, key),
    ];
    expect([once.status, once.body.state]).to.deep.equal([200, 'ready']);
    expect(twice.body).to.deep.equal(once.body);
    const answer = { outcome: 'approve', contentHash: gate.contentHash };
    const refused = await decider.post<Problem>(`/v1/tasks/${task}/complete`, answer);
    expect([refused.status, refused.body.type]).to.deep.equal([403, 'urn:remit:problem:interest-declared']);
    const last = (await historyOf(decider, id)).at(-1);
    expect([last?.type, last?.data['code']], 'and recorded').to.deep.equal([
      'vote-refused',
      'interest-declared',
    ]);
    expect((await decider.get(`/v1/initiatives/${id}`)).status).to.equal(200);
    const mine = await decider.get<{ recusals: { id: string }[] }>('/v1/people/me/interests');
    expect(mine.body.recusals.map((each) => each.id)).to.deep.equal([id]);
    expect((await decider.post(`/v1/initiatives/${id}/end-recusal`)).status).to.equal(200);
    expect((await decider.post<Problem>(`/v1/initiatives/${id}/end-recusal`)).body.type).to.equal(
      'urn:remit:problem:not-recused',
    );
    expect((await decider.post(`/v1/tasks/${task}/complete`, answer)).status).to.equal(200);
  });

  it('declares an interest in a partner, by whatever way it is written: what they hold and have answered there does not count', async () => {
    const [one, other] = [await house.as('approver-1.QOX'), await house.as('approver-2.QOX')];
    const id = await submitAt(house, 'QOX', { partners: ['Acme Devices Ltd.'] });
    const gate = await openGateOf(one, id);
    const { task } = gate.seats.find(({ role }) => role === 'approver')!;
    const answer = { outcome: 'approve', contentHash: gate.contentHash };
    expect((await one.post(`/v1/tasks/${task}/complete`, answer)).status).to.equal(200);
    const asked = { about: { partner: 'ACME devices  ltd' }, nature: 'Shares.' };
    const declared = await one.post<{ id: string; nature: string }>('/v1/people/me/interests', asked);
    expect([declared.status, declared.body.nature]).to.deep.equal([201, 'Shares.']);
    expect(await free()).to.equal(1);
    expect(await taskAt(other, task)).to.deep.include({ state: 'ready', vote: null });
    expect((await historyOf(one, id)).at(-1)?.data).to.deep.include({
      by: 'workflow',
      because: 'interest-declared',
    });
    const queue = await one.get<{ items: { id: string }[] }>('/v1/tasks?queue=mine&limit=200');
    expect(queue.body.items.map((each) => each.id)).to.not.include(task);
    expect((await one.post(`/v1/tasks/${task}/claim`)).status).to.equal(403);

    const board = await house.as('board.QOX');
    const register = await board.get<{ items: { id: string; nature: string | null }[] }>('/v1/interests');
    expect(register.body.items.map((each) => [each.id, each.nature])).to.deep.equal([
      [declared.body.id, 'Shares.'],
    ]);
    expect((await board.get(`/v1/people/${await idOf(one)}/interests`)).status).to.equal(200);
    const elsewhere = await (await house.as('board.QOQ')).get<{ items: unknown[] }>('/v1/interests');
    expect(elsewhere.body.items).to.deep.equal([]);
    expect((await other.get(`/v1/people/${await idOf(one)}/interests`)).status).to.equal(403);
    expect((await other.get('/v1/interests')).status).to.equal(403);

    expect((await other.post(`/v1/interests/${declared.body.id}/withdraw`)).status).to.equal(404);
    expect((await one.post(`/v1/interests/${declared.body.id}/withdraw`)).status).to.equal(200);
    expect((await one.post(`/v1/interests/${declared.body.id}/withdraw`)).status).to.equal(409);
    expect((await one.post(`/v1/tasks/${task}/complete`, answer)).status).to.equal(200);
  });

  /** An open gate, its first task of an approver, and what is voted on. */
  const openedAt = async (body: string, more: Record<string, unknown> = {}) => {
    const id = await submitAt(house, body, more);
    const gate = await openGateOf(await house.as(`owner.${body}`), id);
    const [task = '', second = ''] = gate.seats.flatMap((seat) =>
      seat.role === 'approver' ? [seat.task] : [],
    );
    return { id, task, second, answer: { outcome: 'approve', contentHash: gate.contentHash } };
  };
  const awayFor = async (absent: Asker, substitute: Asker) => {
    const leave = { substitute: await idOf(substitute), from: addDays(0), to: addDays(7) };
    const { status, body } = await absent.post('/v1/people/me/cover', leave);
    expect(status, JSON.stringify(body)).to.equal(201);
  };

  it('is away and declares one: what is held in their role goes back, and what was answered in it does not count, also along a chain', async () => {
    const [absent, away, standIn] = [
      await house.as('approver-1.QHM'),
      await house.as('approver-1.QR1'),
      await house.as('approver-2.QE1'),
    ];
    await awayFor(absent, away);
    await awayFor(away, standIn);
    const partners = ['Beta Devices'];
    const [held, voted, direct, elsewhere] = [
      await openedAt('QHM', { partners }),
      await openedAt('QHM', { partners }),
      await openedAt('QHM', { partners }),
      await openedAt('QHM'),
    ];
    expect((await standIn.post(`/v1/tasks/${held.task}/claim`)).status).to.equal(200);
    for (const [who, { task, answer }] of [
      [standIn, voted],
      [away, direct],
      [standIn, elsewhere],
    ] as const)
      expect((await who.post(`/v1/tasks/${task}/complete`, answer)).status).to.equal(200);
    expect(await free(), 'nobody has an interest yet').to.equal(0);
    const declared = { about: { partner: 'Beta devices' }, nature: 'My brother works there.' };
    expect((await absent.post('/v1/people/me/interests', declared)).status).to.equal(201);
    expect(await free()).to.equal(3);
    expect(await free(), 'asked again it changes nothing').to.equal(0);
    for (const { task } of [held, voted, direct])
      expect(await taskAt(absent, task)).to.deep.include({ state: 'ready', vote: null });
    expect((await taskAt(absent, elsewhere.task)).state).to.equal('completed');
  });

  it('writes a proposal and is away: who stands in for them, also along a chain, keeps and prepares nothing of it', async () => {
    const [writer, away, last, colleague] = [
      await house.as('owner.QKK'),
      await house.as('approver-1.QKK'),
      await house.as('approver-2.QKK'),
      await house.as('approver-3.QKK'),
    ];
    const [one, other] = [await openedAt('QKK'), await openedAt('QKK')];
    expect((await last.post(`/v1/tasks/${one.task}/claim`)).status).to.equal(200);
    expect((await colleague.post(`/v1/tasks/${other.task}/claim`)).status).to.equal(200);
    const prepared = await colleague.post(`/v1/tasks/${other.task}/delegate`, { to: await idOf(last) });
    expect(prepared.status).to.equal(200);
    // They approve as well, elsewhere: so there is something of theirs to stand in for.
    const address = `/v1/people/${await idOf(writer)}`;
    const etag = (await operator.get(address)).headers.get('etag') ?? '';
    const roles = [
      { role: 'owner', body: 'QKK' },
      { role: 'approver', body: 'QMM' },
    ];
    expect((await operator.put(`${address}/roles`, { roles }, { 'if-match': etag })).status).to.equal(200);
    await awayFor(writer, away);
    expect(await free(), 'who stands in directly holds nothing of it').to.equal(0);
    await awayFor(away, last);
    expect(await free()).to.equal(2);
    expect(await free(), 'once').to.equal(0);
    expect(await taskAt(colleague, one.task)).to.deep.include({ state: 'ready', claimedBy: null });
    expect((await historyOf(colleague, one.id)).at(-1)?.data['because']).to.equal('own-proposal');
    expect((await historyOf(colleague, other.id)).at(-1)?.type).to.equal('task-resolved');
    expect((await taskAt(colleague, other.task)).state, 'who has it prepared keeps it').to.equal('claimed');
  });

  it('is looked for by index, also among votes that an edit has made outdated', async () => {
    await openGateOf(await house.as('owner.QWE'), await submitAt(house, 'QWE'));
    const database = await house.database.connect('remit_system', 1);
    const asking = pooled(database);
    const asked: string[] = [];
    const noting: Sql = {
      query: (text, values) => {
        asked.push(text);
        return asking.query(text, values);
      },
    };
    const now = new Date().toISOString();
    await initiativesToFree(noting, now, now.slice(0, 10));
    const ofInterests = asked.find((text) => text.includes('from interest')) ?? '';
    // Few rows are read one by one, whatever there is.
    const owner = await house.database.connect('remit_owner', 1);
    await owner.query(
      `insert into task select made.* from (select * from task limit 1) as t, generate_series(1, 4000) as g
         cross join lateral jsonb_populate_record(null::task, to_jsonb(t) || jsonb_build_object(
           'id', gen_random_uuid(), 'seat', 1000 + g, 'state', 'ready', 'claimed_by', null, 'vote', null, 'outdated', null)) as made`,
    );
    await owner.query('analyze task');
    const plan: unknown = await database.query(`explain ${ofInterests}`, [now.slice(0, 10)]);
    expect(JSON.stringify(plan)).to.include('task_outdated_by');
  });
});
