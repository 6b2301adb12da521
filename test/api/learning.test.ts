import { expect } from 'chai';
import type { LearningFigures } from '../../domain/learning/figures.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';

describe('figures of how decisions were routed', function () {
  this.timeout(60_000);
  let house: House;

  before(async () => {
    house = await openHouse();
    // One at home that stays open, and one that its revenue raised to the region, which declines it.
    await openGateOf(await house.as('owner.QKS'), await submitAt(house, 'QKS'));
    const raised = await submitAt(house, 'QKS', { facts: { ...QUIET_FACTS, revenueGbp: 2_000_000 } });
    const gate = await openGateOf(await house.as('owner.QKS'), raised);
    const region = await house.as('approver-1.Y59');
    const seat = gate.seats.find(({ kind, role }) => kind === 'approval' && role === 'approver')!;
    const vote = { outcome: 'decline', reason: 'Not this year', contentHash: gate.contentHash };
    const answered = await region.post(`/v1/tasks/${seat.task}/complete`, vote);
    expect(answered.status, JSON.stringify(answered.body)).to.equal(200);
  });

  after(() => house.close());

  const figuresOf = async (asker: Asker, query = ''): Promise<LearningFigures> => {
    const { status, body } = await asker.get<LearningFigures>(`/v1/audit/learning${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };

  it('say how much is decided where, what raised it and what was changed', async () => {
    const figures = await figuresOf(await house.as('board.national'));
    expect(figures.gates).to.equal(2);
    expect(figures.months).to.have.length(1);
    expect(figures.months[0]).to.deep.include({
      byLevel: { place: 0, system: 1, region: 1, national: 0 },
      escalated: 1,
    });
    expect(figures.raisedBy).to.deep.equal([{ policy: '1', rule: 'S-07', gates: 1, alone: 1 }]);
    expect(figures.above).to.deep.equal({
      decided: 1,
      unchanged: 0,
      conditions: 0,
      sentBack: 0,
      declined: 1,
    });
    expect(figures.atHome.decided).to.equal(0);
    const [plan, ...others] = figures.durations;
    expect(others).to.deep.equal([]);
    expect(plan).to.deep.include({
      stage: 'develop-plan',
      atHome: { gates: 0, medianDays: null },
      lostDays: null,
    });
    expect(plan?.above).to.deep.equal({ gates: 1, medianDays: 0 });
    const rule = (id: string) => figures.rules.find((each) => each.rule === id);
    expect(figures.rules).to.have.length(27);
    expect(rule('S-02')).to.include({ matched: 2, decided: 1, mattered: 1 });
    expect(rule('S-08')).to.include({ matched: 0, mattered: 0 });
  });

  it('are of the days that are asked for', async () => {
    const board = await house.as('board.national');
    expect((await figuresOf(board, '?until=2020-01-01')).gates).to.equal(0);
    expect((await figuresOf(board, '?since=2020-01-01')).gates).to.equal(2);
    expect((await board.get('/v1/audit/learning?since=yesterday')).status).to.equal(400);
  });

  it('are of the initiatives that a board may read, and for boards alone', async () => {
    expect((await figuresOf(await house.as('board.QKS'))).gates).to.equal(2);
    expect((await figuresOf(await house.as('board.Y58'))).gates).to.equal(0);
    const refused = await (await house.as('owner.QKS')).get('/v1/audit/learning');
    expect([refused.status, refused.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
  });
});
