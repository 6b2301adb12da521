import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Preview {
  readonly stage: string;
  readonly level: string;
  readonly bodies: readonly string[];
  readonly isOpen: boolean;
  readonly seats: readonly { readonly kind: string; readonly role: string }[];
  readonly eligibleApprovers: readonly { readonly id: string; readonly name: string }[];
  readonly outOfReach: readonly { readonly bodies: readonly string[]; readonly reason: string }[];
  readonly type?: string;
  readonly fields?: readonly { readonly field: string }[];
}

describe('who would decide', function () {
  this.timeout(60_000);
  let house: House;
  let registry: DataSource;
  before(async () => {
    house = await openHouse();
    registry = await house.database.connect('remit_owner', 1);
  });
  after(() => house.close());

  it('is told before it is submitted, and is what decides once it is', async () => {
    const id = await draftAt(house, 'QMJ');
    const owner = await house.as('owner.QMJ');
    const past = await historyOf(owner, id);
    const before = await owner.get<Preview>(`/v1/initiatives/${id}/preview`);
    expect(await historyOf(owner, id), 'a look changes nothing').to.deep.equal(past);
    expect(before.status).to.equal(200);
    expect(before.body).to.include({ stage: 'develop-plan', level: 'system', isOpen: false });
    expect(before.body.outOfReach).to.deep.equal([]);
    expect(before.body.eligibleApprovers).to.have.lengthOf(4);
    await owner.post(`/v1/initiatives/${id}/submit`);
    const gate = await openGateOf(owner, id);
    const after = await owner.get<Preview>(`/v1/initiatives/${id}/preview`);
    expect(after.body).to.deep.equal({ ...before.body, isOpen: true, dueAt: gate.dueAt });
    expect(gate.seats.map(({ kind, role }) => ({ kind, role }))).to.deep.equal(
      before.body.seats.map(({ kind, role }) => ({ kind, role })),
    );
  });

  it('cannot be told without the facts that it goes by, and says which', async () => {
    const owner = await house.as('owner.QMJ');
    const made = await owner.post<{ id: string }>('/v1/initiatives', {
      ...{ title: 'A start', lead: { code: 'QMJ' }, affected: ['QMJ'] },
      facts: { revenueGbp: 1 },
    });
    const { status, body } = await owner.get<Preview>(`/v1/initiatives/${made.body.id}/preview`);
    expect([status, body.type]).to.deep.equal([422, 'urn:remit:problem:facts-invalid']);
    expect(body.fields?.map(({ field }) => field)).to.include('facts.capitalGbp');
    await owner.post(`/v1/initiatives/${made.body.id}/withdraw`, {});
    const over = await owner.get<Preview>(`/v1/initiatives/${made.body.id}/preview`);
    expect([over.status, over.body.type]).to.deep.equal([409, 'urn:remit:problem:status-conflict']);
  });

  it('says at once that nobody can complete it, before it is submitted and after people have left', async () => {
    const leave = `update role_held set valid_from = '2000-01-01', valid_to = '2000-01-02' where person in (
      select id from person where subject = any ($1))`;
    const open = await submitAt(house, 'QWE');
    const owner = await house.as('owner.QWE');
    await openGateOf(owner, open);
    const gatesOf = async () =>
      (await owner.get<{ items: Preview[] }>(`/v1/initiatives/${open}/gates`)).body.items[0];
    expect((await gatesOf())?.outOfReach).to.deep.equal([]);
    await registry.query(leave, [['approver-1.QWE', 'approver-2.QWE', 'signatory.QWE']]);
    const left = await gatesOf();
    expect(left?.outOfReach).to.have.lengthOf(1);
    expect(left?.outOfReach[0]?.reason).to.match(
      /^NHS South West London .* has to give 2 more approvals of 2/,
    );
    expect(left?.eligibleApprovers).to.have.lengthOf(1);
    const draft = await draftAt(house, 'QWE');
    const { body } = await owner.get<Preview>(`/v1/initiatives/${draft}/preview`);
    expect(body.outOfReach).to.deep.equal(left?.outOfReach);
  });
});
