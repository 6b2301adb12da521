import { expect } from 'chai';
import { ACTIONS, scopeFor } from '../../domain/authorisation.ts';
import { SCOPES } from '../../domain/service-account.ts';
import { openHouse, type Asker, type House, type Reply } from '../support/house.ts';
import { draftAt, openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';

const told = ({ status, body }: Reply) => [status, String(body['type']).replace('urn:remit:problem:', '')];

describe('a service account', function () {
  this.timeout(120_000);
  let house: House;
  let operator: Asker;
  let responsible: string;

  before(async () => {
    house = await openHouse();
    operator = await house.as('operator');
    responsible = (await (await house.as('owner.QMJ')).get<{ id: string }>('/v1/people/me')).body.id;
  });
  after(() => house.close());

  const register = async (subject: string, scopes: readonly string[], changes = {}) => {
    const name = `The program ${subject}`;
    return operator.post<{ id: string }>('/v1/service-accounts', {
      subject,
      name,
      body: 'QMJ',
      responsible,
      scopes,
      ...changes,
    });
  };
  const account = async (subject: string, scopes: readonly string[]) => {
    expect((await register(subject, scopes)).status).to.equal(201);
    return house.asService(subject);
  };
  const proposal = {
    title: 'From a program',
    aim: 'Shorter waits',
    lead: { code: 'QMJ' },
    affected: ['QMJ'],
    facts: QUIET_FACTS,
  };

  it('has scopes that something needs, each of them', () => {
    const needed = ACTIONS.map(scopeFor);
    expect(SCOPES.filter((scope) => !needed.includes(scope))).to.deep.equal([]);
  });

  it('is registered by the operator, for a body whose owner answers for it', async () => {
    const owner = await house.as('owner.QMJ');
    const asked = { subject: 'service.x', name: 'X', body: 'QMJ', responsible, scopes: ['tasks:read'] };
    expect(told(await owner.post('/v1/service-accounts', asked))).to.deep.equal([403, 'not-allowed']);
    const other = (await (await house.as('owner.QHL')).get<{ id: string }>('/v1/people/me')).body.id;
    const unfit = await register('service.x', ['tasks:read'], { responsible: other });
    expect(told(unfit)).to.deep.equal([422, 'invalid']);
    expect(unfit.body).to.have.nested.property('fields[0].field', 'responsible');
    expect(told(await register('service.x', ['tasks:everything']))).to.deep.equal([400, 'request-invalid']);
    expect((await register('service.x', ['tasks:read'])).status).to.equal(201);
    expect(told(await register('service.x', ['tasks:read']))).to.deep.equal([409, 'already-exists']);
    const { body: me } = await (await house.asService('service.x')).get('/v1/people/me');
    expect(me).to.deep.include({
      roles: [],
      service: { body: 'QMJ', scopes: ['tasks:read'], active: true },
    });
    const people = await operator.get<{ items: { subject: string }[] }>('/v1/people?limit=200');
    expect(people.body.items.map((each) => each.subject)).to.not.include('service.x');
  });

  it('may do what its scopes say, and is told which one it lacks', async () => {
    const reads = await account('service.reads', ['initiatives:read']);
    expect((await reads.get('/v1/initiatives')).status).to.equal(200);
    for (const [asked, scope] of [
      [reads.get('/v1/tasks'), 'tasks:read'],
      [reads.post('/v1/initiatives', proposal), 'initiatives:write'],
      [reads.get('/v1/policies'), 'policies:read'],
      [reads.post('/v1/policies/evaluate', { facts: QUIET_FACTS }), 'policies:evaluate'],
      [reads.get('/v1/bodies'), 'registry:read'],
    ] as const) {
      const answer = await asked;
      expect(told(answer)).to.deep.equal([403, 'scope-missing']);
      expect(answer.body['scope']).to.equal(scope);
    }
    const evaluates = await account('service.evaluates', ['policies:evaluate']);
    // Of these facts one is missing: the policy was asked.
    const evaluated = await evaluates.post('/v1/policies/evaluate', { facts: QUIET_FACTS });
    expect(told(evaluated)).to.deep.equal([422, 'facts-invalid']);
  });

  it('sees what its body has a part in, and nothing else', async () => {
    const reads = await account('service.sees', ['initiatives:read', 'tasks:read']);
    const mine = await submitAt(house, 'QMJ');
    const gate = await openGateOf(await house.as('owner.QMJ'), mine);
    const others = await draftAt(house, 'QHL', {});
    expect((await reads.get(`/v1/initiatives/${mine}`)).status).to.equal(200);
    expect((await reads.get(`/v1/tasks/${String(gate.seats[0]?.task)}`)).status).to.equal(200);
    expect(told(await reads.get(`/v1/initiatives/${others}`))).to.deep.equal([403, 'not-allowed']);
    const { body } = await reads.get<{ items: { id: string }[] }>('/v1/initiatives');
    expect(body.items.map(({ id }) => id))
      .to.include(mine)
      .and.not.include(others);
  });

  it('drafts for its body in the name of who answers for it, and for no other', async () => {
    const feed = await account('service.feed', ['initiatives:write', 'initiatives:read']);
    const made = await feed.post<{ id: string; owner: { id: string } }>('/v1/initiatives', proposal);
    expect([made.status, made.body.owner.id]).to.deep.equal([201, responsible]);
    const elsewhere = { ...proposal, lead: { code: 'QHL' } };
    expect(told(await feed.post('/v1/initiatives', elsewhere))).to.deep.equal([403, 'not-allowed']);
    expect((await feed.post(`/v1/initiatives/${made.body.id}/submit`)).status).to.equal(200);
    const { body: history } = await feed.get<{ items: { type: string; actor: { name: string } }[] }>(
      `/v1/initiatives/${made.body.id}/history`,
    );
    expect(history.items[0]).to.deep.include({ type: 'initiative-drafted' });
    expect(history.items[0]?.actor.name).to.equal('The program service.feed');
  });

  it('claims, decides and signs nothing by any road, whatever its scopes', async () => {
    const all = await account('service.all', SCOPES);
    const drafted = await all.post<{ id: string }>('/v1/initiatives', proposal);
    await all.post(`/v1/initiatives/${drafted.body.id}/submit`);
    const own = drafted.body.id;
    const others = await submitAt(house, 'QMJ');
    for (const initiative of [own, others]) {
      const gate = await openGateOf(all, initiative);
      const task = `/v1/tasks/${String(gate.seats.find((seat) => seat.role === 'approver')?.task)}`;
      const vote = { outcome: 'approve', contentHash: gate.contentHash };
      const roads = [
        all.post(`${task}/claim`),
        all.post(`${task}/take-over`),
        all.post(`${task}/release`),
        all.post(`${task}/assign`, { to: responsible }),
        all.post(`${task}/delegate`, { to: responsible }),
        all.post(`${task}/resolve`, {}),
        all.post(`${task}/request-information`, { question: 'Why?' }),
        all.post(`${task}/answer`, { answer: 'So' }),
        all.post(`${task}/complete`, vote),
        all.post(`${task}/recall`, {}),
        all.post(`${task}/remind`),
        all.post(`/v1/gates/${gate.id}/referrals/treasury`, { answer: 'consented', reference: 'A letter' }),
        all.post(`/v1/gates/${gate.id}/requirements/evidence/override`, { reason: 'No' }),
      ];
      for (const road of roads) expect(told(await road)).to.deep.equal([403, 'not-for-programs']);
      const { body } = await all.get<{ items: { seats: { state: string }[] }[] }>(
        `/v1/initiatives/${initiative}/gates`,
      );
      expect(new Set(body.items[0]?.seats.map(({ state }) => state))).to.deep.equal(new Set(['ready']));
    }
    for (const own of [
      all.post('/v1/filters', { name: 'Mine', query: { queue: 'mine' }, sharedWith: 'QMJ' }),
      all.patch(`/v1/filters/${responsible}`, { name: 'Mine' }, { 'if-match': '"1"' }),
      all.delete(`/v1/filters/${responsible}`),
      all.put('/v1/people/me/notifications', { email: null, how: 'digest', hour: 8 }, { 'if-match': '"0"' }),
    ])
      expect(told(await own)).to.deep.equal([403, 'not-for-programs']);
    const next = await all.post('/v1/tasks/claim-next', {});
    expect(told(next)).to.deep.equal([404, 'nothing-waits']);
  });

  it('does not help who answers for it to decide on what it drafted', async () => {
    const me = await house.as('approver-1.QMJ');
    const { body: approver } = await me.get<{ id: string }>('/v1/people/me');
    const registry = await house.database.connect('remit_owner', 1);
    await registry.query(
      `insert into role_held (id, person, role, body, valid_from)
       values (gen_random_uuid(), $1, 'owner', 'QMJ', '2000-01-01')`,
      [approver.id],
    );
    await register('service.mine', ['initiatives:write'], { responsible: approver.id });
    const program = await house.asService('service.mine');
    const { body: made } = await program.post<{ id: string }>('/v1/initiatives', proposal);
    await program.post(`/v1/initiatives/${made.id}/submit`);
    const gate = await openGateOf(me, made.id);
    const task = String(gate.seats.find((seat) => seat.role === 'approver')?.task);
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    expect(told(await me.post(`/v1/tasks/${task}/complete`, vote))).to.deep.equal([403, 'own-proposal']);
    expect(told(await me.post(`/v1/tasks/${task}/claim`))).to.deep.equal([403, 'own-proposal']);
  });

  it('may do nothing once it has ended or nobody answers for it, until it is registered anew', async () => {
    const made = await register('service.ends', ['initiatives:read']);
    const program = await house.asService('service.ends');
    expect((await program.get('/v1/initiatives')).status).to.equal(200);
    const end = `/v1/service-accounts/${made.body.id}/end`;
    expect((await operator.post(end)).status).to.equal(200);
    expect((await operator.post(end)).status).to.equal(200);
    expect(told(await program.get('/v1/initiatives'))).to.deep.equal([403, 'service-account-ended']);
    const again = await register('service.ends', ['initiatives:read']);
    expect([again.status, again.body.id]).to.deep.equal([201, made.body.id]);
    expect((await program.get('/v1/initiatives')).status).to.equal(200);
    const registry = await house.database.connect('remit_owner', 1);
    const until = 'update role_held set valid_to = $2 where person = $1';
    await registry.query(`update role_held set valid_from = '2000-01-01' where person = $1`, [responsible]);
    await registry.query(until, [responsible, '2000-01-02']);
    expect(told(await program.get('/v1/initiatives'))).to.deep.equal([403, 'service-account-ended']);
    await registry.query(until, [responsible, null]);
    expect((await program.get('/v1/initiatives')).status).to.equal(200);
    const { body } = await operator.get<{ items: { subject: string; endedAt: string | null }[] }>(
      '/v1/service-accounts',
    );
    expect(body.items.find(({ subject }) => subject === 'service.ends')).to.deep.include({ endedAt: null });
  });
});
