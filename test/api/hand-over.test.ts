import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Told {
  readonly id: string;
  readonly state: string;
  readonly type?: string;
  readonly detail?: string;
  readonly fields?: readonly { readonly field: string; readonly rule: string }[];
  readonly claimedBy: { readonly id: string; readonly name: string } | null;
  readonly delegation: {
    readonly to: { readonly name: string };
    readonly note: string | null;
    readonly resolvedAt: string | null;
  } | null;
}

interface Someone {
  readonly id: string;
  readonly name: string;
}

describe('giving a task to a colleague', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  async function open(body: string) {
    const id = await submitAt(house, body);
    const [first, second, signatory, owner] = await Promise.all(
      ['approver-1', 'approver-2', 'signatory', 'owner'].map(async (role) => {
        const asker = await house.as(`${role}.${body}`);
        const { id: known, name } = (await asker.get<Someone>('/v1/people/me')).body;
        return { ...asker, who: { id: known, name } };
      }),
    );
    if (!first || !second || !signatory || !owner) throw new Error('Nobody');
    const gate = await openGateOf(first, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    return {
      id,
      gate,
      first,
      second,
      signatory,
      owner,
      task,
      at: (act: string) => `/v1/tasks/${task}/${act}`,
    };
  }

  it('hands it over, once for a key', async () => {
    const { id, first, second, task, at } = await open('QMJ');
    await first.post(at('claim'));
    const key = { 'idempotency-key': uuid() };
    const to = { to: second.who.id };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => first.post<Told>(at('assign'), to, key)),
    );
    expect(new Set(answers.map((each) => JSON.stringify([each.status, each.body])))).to.have.lengthOf(1);
    expect(answers[0]?.body).to.deep.include({ state: 'claimed', claimedBy: second.who });
    const { body: queue } = await second.get<{ items: Told[] }>('/v1/tasks?assignee=me');
    expect(queue.items.map((each) => each.id)).to.include(task);
    expect((await first.post<Told>(at('release'))).status).to.equal(409);
    const events = (await historyOf(first, id)).filter((event) => event.type === 'task-assigned');
    expect(events).to.have.lengthOf(1);
  });

  it('says why a colleague could not have it, and that nobody is of an id', async () => {
    const { first, signatory, owner, at } = await open('QWE');
    await first.post(at('claim'));
    for (const [to, rule] of [
      [owner.who.id, 'own-proposal'],
      [signatory.who.id, 'not-of-this-seat'],
      [first.who.id, 'one-seat-each'],
    ] as const) {
      const { status, body } = await first.post<Told>(at('assign'), { to });
      expect([status, body.type]).to.deep.equal([422, 'urn:remit:problem:colleague-unfit']);
      expect(body.fields?.[0]).to.include({ field: 'to', rule });
    }
    const nobody = await first.post<Told>(at('delegate'), { to: uuid() });
    expect([nobody.status, nobody.body.type]).to.deep.equal([422, 'urn:remit:problem:person-unknown']);
    expect((await first.post<Told>(at('assign'), { to: 'me' })).status).to.equal(400);
    const stranger = await house.as('approver-1.QKS');
    expect((await stranger.post<Told>(at('assign'), { to: first.who.id })).status).to.equal(403);
  });

  it('has it prepared: it is in the colleague’s queue, and is answered once they gave it back', async () => {
    const { id, gate, first, signatory, task, at } = await open('QVV');
    await first.post(at('claim'));
    const delegated = await first.post<Told>(at('delegate'), { to: signatory.who.id });
    expect(delegated.body.claimedBy?.id).to.equal(first.who.id);
    expect(delegated.body.delegation).to.deep.include({ to: signatory.who, resolvedAt: null, note: null });
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    const early = await first.post<Told>(at('complete'), vote);
    expect([early.status, early.body.type]).to.deep.equal([409, 'urn:remit:problem:delegated']);
    const queue = await signatory.get<{ items: Told[] }>('/v1/tasks?queue=mine');
    expect(queue.body.items.map((each) => each.id)).to.include(task);
    const note = 'The figures of the second year are right.';
    const resolved = await signatory.post<Told>(at('resolve'), { note });
    expect(resolved.body.delegation?.note).to.equal(note);
    const after = await signatory.get<{ items: Told[] }>('/v1/tasks?queue=mine');
    expect(after.body.items.map((each) => each.id)).not.to.include(task);
    expect((await first.post<Told>(at('complete'), vote)).status).to.equal(200);
    const types = (await historyOf(first, id)).map((event) => event.type);
    expect(types.filter((type) => /delegated|resolved/.test(type))).to.deep.equal([
      'task-delegated',
      'task-resolved',
    ]);
  });
});
