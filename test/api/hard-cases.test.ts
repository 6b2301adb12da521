import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { loadOrganisation } from '../../cli/organisation/load-organisation.ts';
import { openHouse, type House } from '../support/house.ts';
import {
  historyOf,
  openGateOf,
  QUIET_FACTS,
  submitAt,
  until,
  type GateView,
} from '../support/initiatives.ts';

describe('hard cases', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  async function approve(gate: GateView, person: string, task: string | undefined) {
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    return (await house.as(person)).post(`/v1/tasks/${task ?? ''}/complete`, vote);
  }

  /** Submits at an ICS and has its plan approved. */
  async function approvedPlan(body: string): Promise<string> {
    const id = await submitAt(house, body);
    const owner = await house.as(`owner.${body}`);
    const gate = await openGateOf(owner, id);
    await approve(gate, `approver-1.${body}`, gate.seats.find((seat) => seat.role === 'approver')?.task);
    await approve(gate, `signatory.${body}`, gate.seats.find((seat) => seat.role === 'signatory')?.task);
    await until('the second stage', async () => {
      const { body: now } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return now.stage === 'support-people' ? true : undefined;
    });
    return id;
  }

  async function revisionOf(id: string, owner: string): Promise<string> {
    return (await (await house.as(owner)).get(`/v1/initiatives/${id}`)).headers.get('etag') ?? '';
  }

  it('what cannot be done any more is a conflict, with the state that it is in', async () => {
    const id = await submitAt(house, 'QKS');
    const owner = await house.as('owner.QKS');
    const again = await owner.post(`/v1/initiatives/${id}/submit`);
    expect([again.status, again.body['type']]).to.deep.equal([409, 'urn:remit:problem:status-conflict']);
    expect(again.body['initiativeStatus']).to.equal('under-way');
    expect((await owner.post(`/v1/initiatives/${id}/withdraw`)).status).to.equal(200);
    const etag = await revisionOf(id, 'owner.QKS');
    for (const answer of [
      await owner.post(`/v1/initiatives/${id}/withdraw`, {}),
      await owner.post(`/v1/initiatives/${id}/submit`),
      await owner.patch(`/v1/initiatives/${id}`, { title: 'Late' }, { 'if-match': etag }),
      await owner.put(`/v1/initiatives/${id}/stages/support-people`, { people: 'Late' }),
      await owner.post(`/v1/initiatives/${id}/stages/support-people/present`),
    ])
      expect([answer.status, answer.body['type']]).to.deep.equal([409, 'urn:remit:problem:status-conflict']);
  });

  it('a body that is taken out again sees nothing of it: not one, not in a list, not its tasks', async () => {
    const id = await submitAt(house, 'QF7');
    const owner = await house.as('owner.QF7');
    await openGateOf(owner, id);
    const patch = async (affected: readonly string[]) =>
      owner.patch(`/v1/initiatives/${id}`, { affected }, { 'if-match': await revisionOf(id, 'owner.QF7') });
    expect((await patch(['QF7', 'QMM'])).status).to.equal(200);
    const other = await house.as('board.QMM');
    expect((await other.get(`/v1/initiatives/${id}`)).status).to.equal(200);
    expect((await patch(['QF7'])).status).to.equal(200);
    for (const person of ['board.QMM', 'board.Y61'] as const) {
      const asker = await house.as(person);
      expect((await asker.get(`/v1/initiatives/${id}`)).status).to.equal(403);
      const { body: list } = await asker.get<{ items: { id: string }[] }>('/v1/initiatives');
      expect(list.items.map((each) => each.id)).not.to.include(id);
      const { body: tasks } = await asker.get<{ items: unknown[] }>(`/v1/tasks?initiative=${id}`);
      expect(tasks.items).to.deep.equal([]);
    }
  });

  it('an approved plan stands: its words cannot change, and facts that ask for another decision send it back', async () => {
    const id = await approvedPlan('QNQ');
    const owner = await house.as('owner.QNQ');
    const patch = async (change: object) =>
      owner.patch(`/v1/initiatives/${id}`, change, { 'if-match': await revisionOf(id, 'owner.QNQ') });
    const words = await patch({ aim: 'A wholly different aim' });
    expect([words.status, words.body['type']]).to.deep.equal([409, 'urn:remit:problem:stage-conflict']);
    // Less risk asks nobody anew.
    const quieter = await patch({ facts: { residualRisk: 4 } });
    expect([quieter.status, quieter.body['stage']]).to.deep.equal([200, 'support-people']);
    const treasury = await patch({ facts: { novelContentiousOrRepercussive: true } });
    expect([treasury.status, treasury.body['stage']]).to.deep.equal([200, 'develop-plan']);
    expect((treasury.body['sentBack'] as { code: string }).code).to.equal('plan-changed');
    await owner.post(`/v1/initiatives/${id}/stages/develop-plan/present`);
    const gate = await openGateOf(owner, id, 'develop-plan');
    expect([gate.level, gate.round]).to.deep.equal(['national', 2]);
  });

  it('another ICS that is touched after the approval signs the plan, and an open gate gives way', async () => {
    const id = await approvedPlan('QRL');
    const owner = await house.as('owner.QRL');
    const path = `/v1/initiatives/${id}/stages/support-people`;
    await owner.put(path, { people: 'Them', systems: 'Those' });
    await owner.post(`${path}/present`);
    const open = await openGateOf(owner, id, 'support-people');
    const etag = await revisionOf(id, 'owner.QRL');
    const wider = await owner.patch(
      `/v1/initiatives/${id}`,
      { affected: ['QRL', 'QU9'] },
      { 'if-match': etag },
    );
    expect([wider.status, wider.body['stage'], wider.body['scope']]).to.deep.equal([
      200,
      'develop-plan',
      'region',
    ]);
    const { body } = await owner.get<{ items: GateView[] }>(`/v1/initiatives/${id}/gates`);
    expect(body.items.find((each) => each.id === open.id)?.state).to.equal('superseded');
    await owner.post(`/v1/initiatives/${id}/stages/develop-plan/present`);
    const again = await openGateOf(owner, id, 'develop-plan');
    const signing = again.seats.filter((seat) => seat.kind === 'signature').map((seat) => seat.bodies);
    expect(signing).to.deep.equal([['QRL'], ['QU9']]);
  });

  it('a claim whose profession is taken meanwhile is freed, so that it locks nobody out', async () => {
    const second = `approver-9.Y59.${uuid()}`;
    const people = [
      { subject: second, name: 'Second', profession: 'doctor', roles: [{ role: 'approver', body: 'Y59' }] },
    ] as const;
    await loadOrganisation(
      house.services.database,
      { bodies: [], people },
      house.issuer,
      new Date().toISOString(),
    );
    const id = await submitAt(house, 'QXU', { facts: { ...QUIET_FACTS, capitalGbp: 2_000_000 } });
    const owner = await house.as('owner.QXU');
    const gate = await openGateOf(owner, id);
    const [a, b] = gate.seats.filter((seat) => seat.kind === 'approval').map((seat) => seat.task);
    const holder = await house.as(second);
    expect((await holder.post(`/v1/tasks/${b ?? ''}/claim`)).status).to.equal(200);
    const held = await holder.get<{ items: { id: string }[] }>(`/v1/tasks?queue=mine&initiative=${id}`);
    expect(held.body.items.map((each) => each.id)).to.include(b);
    expect((await approve(gate, 'approver-2.Y59', a)).status).to.equal(200);
    const released = (await historyOf(owner, id)).filter((event) => event.type === 'task-released');
    expect(released.map((event) => event.data['task'])).to.deep.equal([b]);
    // Asked for the seat that is filled, the nurse fills the one that is free.
    expect((await approve(gate, 'approver-1.Y59', a)).status).to.equal(200);
  });

  it('a decline is not overtaken while nobody moves the initiative on', async () => {
    const quiet = await openHouse({ worker: false });
    try {
      const owner = await quiet.as('owner.QVV');
      const id = await submitAt(quiet, 'QVV');
      // The workflow's step, once, and then nothing any more: as when Temporal stops.
      const { CommandHandler } = await import('../../store/handler.ts');
      const { World } = await import('../../store/world.ts');
      const handler = new CommandHandler(await quiet.database.connect('remit_system', 2), new World(), () =>
        new Date().toISOString(),
      );
      await handler.step(id, { type: 'open-gate' });
      const gate = await openGateOf(owner, id);
      const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
      const vote = { outcome: 'decline', reason: 'No', contentHash: gate.contentHash };
      expect(
        (await (await quiet.as('approver-1.QVV')).post(`/v1/tasks/${task}/complete`, vote)).status,
      ).to.equal(200);
      expect((await owner.post(`/v1/initiatives/${id}/withdraw`, {})).status).to.equal(409);
      const etag = (await owner.get(`/v1/initiatives/${id}`)).headers.get('etag') ?? '';
      expect(
        (await owner.patch(`/v1/initiatives/${id}`, { title: 'No' }, { 'if-match': etag })).status,
      ).to.equal(409);
      await handler.step(id, { type: 'move-on' });
      expect((await owner.get(`/v1/initiatives/${id}`)).body['status']).to.equal('declined');
    } finally {
      await quiet.close();
    }
  });

  it('a body that is not said to be JSON is refused, and wipes nothing', async () => {
    const owner = await house.as('owner.QKS');
    const answer = await fetch(`${house.url}/v1/initiatives`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'text/plain' },
      body: '{"title":"T","lead":{"code":"QKS"}}',
    });
    expect(answer.status).to.equal(415);
  });
});
