import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import {
  CONTENT,
  draftAt,
  historyOf,
  openGateOf,
  QUIET_FACTS,
  submitAt,
  until,
} from '../support/initiatives.ts';

describe('the API', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('refuses what cannot be used, naming field and rule, and drafts nothing', async () => {
    const owner = await house.as('owner.QSL');
    const answer = await owner.post<{ fields: { field: string; rule: string }[] }>('/v1/initiatives', {
      title: '',
      lead: { code: 'QSL' },
      facts: { revenueGbp: '38000', residualRisk: 6.5 },
      colour: 'green',
    });
    expect(answer.status).to.equal(400);
    expect(answer.body.fields.map((each) => each.field)).to.have.members([
      'title',
      'facts.revenueGbp',
      'facts.residualRisk',
      'colour',
    ]);
    expect((await owner.get<{ items: unknown[] }>('/v1/initiatives?owner=me')).body.items).to.deep.equal([]);
  });

  it('refuses bodies that are not registered, by field', async () => {
    const owner = await house.as('owner.QSL');
    const answer = await owner.post<{ type: string; fields: { field: string }[] }>('/v1/initiatives', {
      title: 'Nowhere',
      lead: { code: 'QSL' },
      affected: ['QSL', 'QZZ'],
    });
    expect(answer.status).to.equal(422);
    expect(answer.body.fields).to.have.lengthOf(1);
    expect(answer.body.fields[0]?.field).to.equal('affected[1]');
  });

  it('lets only an owner for the lead body draft', async () => {
    const approver = await house.as('approver-1.QSL');
    const answer = await approver.post('/v1/initiatives', { title: 'Mine', lead: { code: 'QSL' } });
    expect(answer.status).to.equal(403);
    const elsewhere = await (
      await house.as('owner.QVV')
    ).post('/v1/initiatives', { title: 'T', lead: { code: 'QSL' } });
    expect(elsewhere.status).to.equal(403);
  });

  it('does not submit while a fact is missing, and says which', async () => {
    const id = await draftAt(house, 'QSL', { facts: { ...QUIET_FACTS, residualRisk: 7 } });
    const owner = await house.as('owner.QSL');
    const answer = await owner.post<{ fields: { field: string }[] }>(`/v1/initiatives/${id}/submit`);
    expect(answer.status).to.equal(422);
    expect(answer.body.fields.map((each) => each.field)).to.deep.equal(['facts.residualRisk']);
    expect((await owner.get(`/v1/initiatives/${id}`)).body['status']).to.equal('draft');
  });

  it('changes a proposal only by the version that was read', async () => {
    const owner = await house.as('owner.QSL');
    const id = await draftAt(house, 'QSL');
    const read = await owner.get(`/v1/initiatives/${id}`);
    const etag = read.headers.get('etag') ?? '';
    expect((await owner.patch(`/v1/initiatives/${id}`, { title: 'New' })).status).to.equal(428);
    const changed = await owner.patch(`/v1/initiatives/${id}`, { title: 'New' }, { 'if-match': etag });
    expect(changed.status).to.equal(200);
    expect(changed.body['title']).to.equal('New');
    expect(changed.body['aim']).to.equal('Halve the wait');
    expect(
      (await owner.patch(`/v1/initiatives/${id}`, { title: 'Newer' }, { 'if-match': etag })).status,
    ).to.equal(412);
    const stage = `/v1/initiatives/${id}/stages/develop-plan`;
    expect((await owner.put(stage, CONTENT['develop-plan'])).status).to.equal(428);
    expect((await owner.put(stage, { plan: { workforce: 1 } }, { 'if-match': '"1"' })).status).to.equal(400);
    expect((await owner.put(stage, CONTENT['develop-plan'], { 'if-match': '"1"' })).status).to.equal(200);
  });

  it('refuses an approver of the same level in another body, and records a vote of one who may see', async () => {
    // Leads in Midlands and touches a second region, so that region's approvers see it and do not decide it.
    const id = await submitAt(house, 'Y60', { affected: ['QHL', 'QMM'] });
    const reader = await house.as('owner.Y60');
    const gate = await openGateOf(reader, id);
    expect(gate.level).to.equal('national');
    const kent = await submitAt(house, 'QKS');
    const gateOfKent = await openGateOf(await house.as('owner.QKS'), kent);
    const seat = gateOfKent.seats[0]?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gateOfKent.contentHash };
    const stranger = await house.as('approver-1.QNX');
    for (const answer of [
      await stranger.get(`/v1/tasks/${seat}`),
      await stranger.post(`/v1/tasks/${seat}/claim`),
      await stranger.post(`/v1/tasks/${seat}/complete`, vote),
      await stranger.get(`/v1/initiatives/${kent}`),
      await stranger.get(`/v1/initiatives/${kent}/history`),
    ])
      expect(answer.status).to.equal(403);
    const approval = gate.seats.find((each) => each.kind === 'approval')?.task ?? '';
    const neighbour = await house.as('approver-1.Y61');
    const refused = await neighbour.post(`/v1/tasks/${approval}/complete`, {
      ...vote,
      contentHash: gate.contentHash,
    });
    expect(refused.status).to.equal(403);
    expect(refused.body['type']).to.equal('urn:remit:problem:not-of-this-seat');
    const recorded = (await historyOf(reader, id)).filter((event) => event.type === 'vote-refused');
    expect(recorded.map((event) => event.data['code'])).to.deep.equal(['not-of-this-seat']);
    // The same level above it reads, since it is of its region, and decides nothing either.
    const above = await house.as('approver-1.Y59');
    expect((await above.get(`/v1/tasks/${seat}`)).status).to.equal(200);
    expect((await above.post(`/v1/tasks/${seat}/complete`, vote)).status).to.equal(403);
  });

  it('tells an unknown thing from one that is not yours', async () => {
    const owner = await house.as('owner.QSL');
    const nobody = '0190a000-0000-7000-8000-000000000000';
    expect((await owner.get(`/v1/initiatives/${nobody}`)).status).to.equal(404);
    expect((await owner.get(`/v1/tasks/${nobody}`)).status).to.equal(404);
    expect((await owner.post(`/v1/tasks/${nobody}/claim`)).status).to.equal(404);
    expect((await owner.get('/v1/initiatives/not-an-id')).status).to.equal(400);
    expect((await owner.get('/v1/tasks?colour=green')).status).to.equal(400);
  });

  it('refuses a vote on text that has since changed, and asks those again whose vote was on it', async () => {
    const id = await submitAt(house, 'QT6');
    const owner = await house.as('owner.QT6');
    const before = await openGateOf(owner, id);
    const [first, second] = [await house.as('approver-1.QT6'), await house.as('signatory.QT6')];
    const [one, two] = before.seats.map((seat) => seat.task);
    const vote = { outcome: 'approve', contentHash: before.contentHash };
    expect((await first.post(`/v1/tasks/${one ?? ''}/complete`, vote)).status).to.equal(200);
    const changed = await owner.patch(`/v1/initiatives/${id}`, { aim: 'Another aim' }, { 'if-match': '"1"' });
    expect(changed.status).to.equal(200);
    const stale = await second.post(`/v1/tasks/${two ?? ''}/complete`, vote);
    expect([stale.status, stale.body['type']]).to.deep.equal([409, 'urn:remit:problem:content-changed']);
    const now = await openGateOf(owner, id);
    expect(now.id).to.equal(before.id);
    expect(now.seats.map((seat) => seat.state)).to.deep.equal(['ready', 'ready']);
    const again = { outcome: 'approve', contentHash: now.contentHash };
    expect((await first.post(`/v1/tasks/${one ?? ''}/complete`, again)).status).to.equal(200);
    expect((await second.post(`/v1/tasks/${two ?? ''}/complete`, again)).status).to.equal(200);
    await until('the gate to be approved and left', async () => {
      const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return body.stage === 'support-people' ? true : undefined;
    });
  });

  it('sends a gate where changed facts send it: up, and down again when they are gone', async () => {
    const id = await submitAt(house, 'QR1');
    const owner = await house.as('owner.QR1');
    expect((await openGateOf(owner, id)).level).to.equal('system');
    await owner.patch(`/v1/initiatives/${id}`, { facts: { capitalGbp: 1_400_000 } }, { 'if-match': '"1"' });
    const up = await until('the gate at region', async () => {
      const gate = await openGateOf(owner, id);
      return gate.level === 'region' ? gate : undefined;
    });
    expect(up.bodies).to.deep.equal(['Y58']);
    await owner.patch(`/v1/initiatives/${id}`, { facts: { capitalGbp: 0 } }, { 'if-match': '"2"' });
    const down = await until('the gate at system', async () => {
      const gate = await openGateOf(owner, id);
      return gate.level === 'system' ? gate : undefined;
    });
    expect(down.round).to.equal(3);
    const types = (await historyOf(owner, id)).map((event) => event.type);
    expect(types.filter((type) => type === 'gate-escalated')).to.have.lengthOf(1);
  });

  it('pages through a queue by keys, by due date first', async () => {
    for (const _ of [1, 2, 3]) await openGateOf(await house.as('owner.QUY'), await submitAt(house, 'QUY'));
    const approver = await house.as('approver-2.QUY');
    interface TaskPage {
      readonly items: readonly { id: string; dueAt: string }[];
      readonly page: { next: string | null; total: number };
    }
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { body } = await approver.get<TaskPage>(`/v1/tasks?queue=mine&limit=2${after}`);
      expect(body.page.total).to.equal(3);
      seen.push(...body.items.map((each) => each.id));
      if (body.page.next === null) break;
      after = `&after=${body.page.next}`;
    }
    expect(new Set(seen)).to.have.lengthOf(3);
    expect((await approver.get('/v1/tasks?after=nonsense')).status).to.equal(400);
  });

  it('asks a person once for each gate, and only for what they could fill', async () => {
    interface Queue {
      readonly items: readonly {
        id: string;
        kind: string;
        availableActions: { action: string; allowed: boolean }[];
      }[];
    }
    const queueOf = async (subject: string) => {
      const { body } = await (await house.as(subject)).get<Queue>('/v1/tasks?queue=mine');
      for (const task of body.items)
        expect(task.availableActions.find((each) => each.action === 'complete')?.allowed, subject).to.equal(
          true,
        );
      return body.items.map((each) => each.kind);
    };
    const id = await submitAt(house, 'QWO', { facts: { ...QUIET_FACTS, capitalGbp: 2_000_000 } });
    const gate = await openGateOf(await house.as('owner.QWO'), id);
    expect(gate.bodies).to.deep.equal(['Y63']);
    expect(await queueOf('approver-1.Y63')).to.deep.equal(['approval']);
    expect(await queueOf('approver-3.Y63')).to.deep.equal(['approval']);
    expect(await queueOf('signatory.QWO')).to.deep.equal(['signature']);
    expect(await queueOf('approver-1.QWO')).to.deep.equal(['advice']);
    expect(await queueOf('approver-1.QF7')).to.deep.equal([]);
    expect(await queueOf('board.Y63')).to.deep.equal([]);
    const seat = gate.seats.find((each) => each.kind === 'approval')?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    // A manager is not registered: whoever is left must be.
    expect(
      (await (await house.as('approver-3.Y63')).post(`/v1/tasks/${seat}/complete`, vote)).status,
    ).to.equal(200);
    expect(await queueOf('approver-3.Y63')).to.deep.equal([]);
    expect(await queueOf('approver-2.Y63')).to.deep.equal(['approval']);
  });

  it('evaluates a policy and changes nothing; a wrong fact is refused by name', async () => {
    const anybody = await house.as('board.national');
    const facts = { ...QUIET_FACTS, stage: 'develop-plan', scope: 'system', capitalGbp: 1_400_000 };
    const verdict = await anybody.post<{ level: string; deciding: string[]; explanation: string[] }>(
      '/v1/policies/evaluate',
      { facts },
    );
    expect([verdict.body.level, verdict.body.deciding]).to.deep.equal(['region', ['S-11']]);
    expect(verdict.body.explanation.join(' ')).to.contain('£1,400,000');
    const wrong = await anybody.post<{ fields: { field: string }[] }>('/v1/policies/evaluate', {
      facts: { ...facts, capitalGbp: '1400000' },
    });
    expect([wrong.status, wrong.body.fields[0]?.field]).to.deep.equal([422, 'facts.capitalGbp']);
  });

  it('registers bodies and people for the operator alone', async () => {
    const operator = await house.as('operator');
    const place = {
      code: 'place:QKS:thanet',
      name: 'Thanet place partnership',
      kind: 'place',
      memberships: [{ parent: 'QKS', from: '2024-04-01' }],
    };
    expect((await operator.post('/v1/bodies', place)).status).to.equal(201);
    expect((await operator.post('/v1/bodies', place)).status).to.equal(409);
    const person = {
      subject: 'owner.place:QKS:thanet',
      name: 'New Owner',
      roles: [{ role: 'owner', body: place.code }],
    };
    expect((await operator.post('/v1/people', person)).status).to.equal(201);
    expect((await (await house.as('owner.QKS')).post('/v1/people', person)).status).to.equal(403);
    const me = await (await house.as('owner.place:QKS:thanet')).get('/v1/people/me');
    expect(me.body['roles']).to.deep.equal([{ role: 'owner', body: place.code }]);
    const draft = { title: 'Here', lead: { code: place.code }, affected: [place.code] };
    const made = await (await house.as('owner.place:QKS:thanet')).post('/v1/initiatives', draft);
    expect([made.status, made.body['scope']]).to.deep.equal([201, 'place']);
    // The operator keeps the registry, and sees no initiative.
    expect((await operator.get<{ items: unknown[] }>('/v1/initiatives')).body.items).to.deep.equal([]);
  });
});
