import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Told {
  readonly state: string;
  readonly vote: unknown;
  readonly claimedBy: unknown;
  readonly type?: string;
  readonly availableActions: readonly {
    readonly action: string;
    readonly allowed: boolean;
    readonly code?: string;
  }[];
}

describe('taking an answer back', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('lets the task wait again, once for a key, and keeps both in the history with the reason', async () => {
    const id = await submitAt(house, 'QMJ');
    const approver = await house.as('approver-1.QMJ');
    const gate = await openGateOf(approver, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    const voted = await approver.post<Told>(`/v1/tasks/${task}/complete`, vote);
    const mayRecall = ({ availableActions }: Told) =>
      availableActions.find(({ action }) => action === 'recall')?.code ?? 'may';
    expect(mayRecall(voted.body)).to.equal('may');
    const other = await (await house.as('approver-2.QMJ')).post<Told>(`/v1/tasks/${task}/recall`);
    expect([other.status, other.body.type]).to.deep.equal([409, 'urn:remit:problem:not-answered-by-you']);
    const key = { 'idempotency-key': uuid() };
    const reason = 'The finance note came after I answered.';
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => approver.post<Told>(`/v1/tasks/${task}/recall`, { reason }, key)),
    );
    expect(new Set(answers.map((each) => JSON.stringify([each.status, each.body])))).to.have.lengthOf(1);
    const [recalled] = answers;
    expect(recalled?.status).to.equal(200);
    expect(recalled?.body).to.include({ state: 'ready', vote: null, claimedBy: null });
    expect(recalled === undefined ? null : mayRecall(recalled.body)).to.equal('not-answered-by-you');
    const { body: queue } = await approver.get<{ items: { id: string }[] }>('/v1/tasks?queue=mine');
    expect(queue.items.map((each) => each.id)).to.include(task);
    expect((await openGateOf(approver, id)).approvalsLeft).to.equal(gate.approvalsLeft);
    expect((await approver.post(`/v1/tasks/${task}/complete`, vote)).status).to.equal(200);
    const events = (await historyOf(approver, id)).filter((event) => event.data['task'] === task);
    expect(events.map((event) => event.type)).to.deep.equal([
      'task-completed',
      // Somebody else tried.
      'attempt-refused',
      'vote-recalled',
      'task-completed',
    ]);
    expect(JSON.stringify(events[2]?.data)).to.contain(reason);
  });

  it('is too late once the gate is decided, however close they come', async () => {
    const id = await submitAt(house, 'QWE');
    const [first, second] = await Promise.all([house.as('approver-1.QWE'), house.as('signatory.QWE')]);
    const gate = await openGateOf(first, id);
    const taskOf = (role: string) => gate.seats.find((seat) => seat.role === role)?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    await first.post(`/v1/tasks/${taskOf('approver')}/complete`, vote);
    const [recalled, decided] = await Promise.all([
      first.post<Told>(`/v1/tasks/${taskOf('approver')}/recall`),
      second.post<Told>(`/v1/tasks/${taskOf('signatory')}/complete`, vote),
    ]);
    expect(decided.status).to.equal(200);
    const types = (await historyOf(first, id)).map((event) => event.type);
    // Whichever came first: a recall is told done only where the gate was not decided with that vote.
    if (recalled.status === 200) expect(types).to.include('vote-recalled').and.not.to.include('gate-decided');
    else {
      expect([recalled.status, recalled.body.type]).to.deep.equal([409, 'urn:remit:problem:late']);
      expect(types).to.include('gate-decided').and.not.to.include('vote-recalled');
    }
  });
});
