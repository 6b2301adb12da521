import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, until } from '../support/initiatives.ts';

const BODY = 'QKS';

describe('a declined initiative that was changed', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  async function declined(): Promise<string> {
    const id = await submitAt(house, BODY);
    const owner = await house.as(`owner.${BODY}`);
    const gate = await openGateOf(owner, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const vote = { outcome: 'decline', reason: 'Too many wards', contentHash: gate.contentHash };
    await (await house.as(`approver-1.${BODY}`)).post(`/v1/tasks/${task}/complete`, vote);
    await until('declined', async () => {
      const { body } = await owner.get<{ status: string }>(`/v1/initiatives/${id}`);
      return body.status === 'declined' ? true : undefined;
    });
    return id;
  }

  it('is submitted again, and a new run of its workflow opens a gate of another round', async () => {
    const id = await declined();
    const owner = await house.as(`owner.${BODY}`);
    const same = await owner.post(`/v1/initiatives/${id}/submit`);
    expect([same.status, same.body['type']]).to.deep.equal([409, 'urn:remit:problem:nothing-changed']);

    const edited = await owner.patch(
      `/v1/initiatives/${id}`,
      { title: 'One ward first' },
      { 'if-match': '"1"' },
    );
    expect(edited.body).to.include({ status: 'declined', title: 'One ward first' });
    const again = await owner.post(`/v1/initiatives/${id}/submit`);
    expect([again.status, again.body['status']]).to.deep.equal([200, 'under-way']);

    const gate = await openGateOf(owner, id);
    expect(gate).to.include({ stage: 'develop-plan', round: 2 });
    for (const [role, person] of [
      ['approver', `approver-1.${BODY}`],
      ['signatory', `signatory.${BODY}`],
    ] as const) {
      const task = gate.seats.find((seat) => seat.role === role)?.task ?? '';
      const vote = { outcome: 'approve', contentHash: gate.contentHash };
      expect((await (await house.as(person)).post(`/v1/tasks/${task}/complete`, vote)).status).to.equal(200);
    }
    await until('the second stage', async () => {
      const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return body.stage === 'support-people' ? true : undefined;
    });
    const types = (await historyOf(owner, id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'gate-decided')).to.have.length(2);
    expect(types).to.include.members(['initiative-declined', 'initiative-reopened']);
  });
});
