import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, type GateView } from '../support/initiatives.ts';

interface Cover {
  readonly id: string;
  readonly substitute: { readonly id: string; readonly name: string } | null;
  readonly to: string;
}
interface Covers {
  readonly away: readonly Cover[];
  readonly standingIn: readonly Cover[];
  readonly today: readonly { role: string; body: string; onBehalfOf: { id: string }; levels: unknown }[];
}
interface Task {
  readonly id: string;
  readonly state: string;
  readonly contentHash: string;
  readonly availableActions: readonly { action: string; allowed: boolean; code?: string }[];
}
interface Problem {
  readonly type: string;
  readonly fields?: readonly { field: string; rule: string }[];
}
type WithPeople = GateView & {
  readonly eligibleApprovers: readonly { id: string }[];
  readonly outOfReach: readonly { reason: string; wayOut: string }[];
};

const TODAY = addDays(0);

describe('somebody who stands in for another', function () {
  this.timeout(60_000);
  let house: House;

  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  const idOf = async (asker: Asker) => (await asker.get<{ id: string }>('/v1/people/me')).body.id;
  const away = async (who: Asker, substitute: Asker | null, more: object = {}) => {
    const asked = {
      substitute: substitute === null ? null : await idOf(substitute),
      from: TODAY,
      to: addDays(7),
      ...more,
    };
    return who.post<Cover & Problem>('/v1/people/me/cover', asked);
  };
  const gateWithPeople = async (asker: Asker, initiative: string) => {
    const { body } = await asker.get<{ items: WithPeople[] }>(`/v1/initiatives/${initiative}/gates`);
    return body.items[0]!;
  };
  const queueOf = async (asker: Asker, more = '') =>
    (await asker.get<{ items: Task[] }>(`/v1/tasks?queue=mine&limit=200${more}`)).body.items.map(
      ({ id }) => id,
    );

  it('decides in their role with their own profession, and the vote and the history say for whom', async () => {
    const [absent, standIn] = [await house.as('approver-1.QOQ'), await house.as('approver-2.QR1')];
    const initiative = await submitAt(house, 'QOQ');
    const gate = await openGateOf(absent, initiative);
    const task = gate.seats.find(({ role }) => role === 'approver')!.task;
    expect((await standIn.get(`/v1/tasks/${task}`)).status, 'not theirs to see before').to.equal(403);
    expect(await queueOf(standIn)).to.not.include(task);

    const named = await away(absent, standIn);
    expect(named.status).to.equal(201);
    const mine = await standIn.get<Covers>('/v1/people/me/cover');
    expect(mine.body.standingIn.map(({ id }) => id)).to.deep.equal([named.body.id]);
    const theirs = await absent.get<Covers>('/v1/people/me/cover');
    expect(theirs.body.away.map(({ id }) => id)).to.deep.equal([named.body.id]);

    expect(await queueOf(standIn), 'in their queue').to.include(task);
    const people = await gateWithPeople(standIn, initiative);
    const ids = people.eligibleApprovers.map(({ id }) => id);
    expect(ids).to.include(await idOf(standIn));
    expect(ids, 'who is away is not counted on').to.not.include(await idOf(absent));

    const claimed = await standIn.post<Task>('/v1/tasks/claim-next', { body: 'QOQ' });
    expect(claimed.status).to.equal(200);
    const done = await standIn.post<
      Task & { vote: { by: { id: string }; onBehalfOf: { id: string }; profession: string } }
    >(`/v1/tasks/${claimed.body.id}/complete`, { outcome: 'approve', contentHash: gate.contentHash });
    expect(done.status).to.equal(200);
    const { vote } = done.body;
    expect([vote.by.id, vote.onBehalfOf.id]).to.deep.equal([await idOf(standIn), await idOf(absent)]);
    const { profession } = (await standIn.get<{ profession: string }>('/v1/people/me')).body;
    expect(vote.profession).to.equal(profession);
    const completed = (await historyOf(standIn, initiative)).find(({ type }) => type === 'task-completed');
    expect(completed?.data['vote']).to.include({ onBehalfOf: await idOf(absent) });

    // One person fills one seat, by whomever: who was away cannot answer another beside it.
    const again = await absent.post<Problem>(`/v1/tasks/${task}/complete`, {
      outcome: 'approve',
      contentHash: gate.contentHash,
    });
    expect([again.status, again.body.type]).to.deep.equal([409, 'urn:remit:problem:one-seat-each']);

    const ended = await absent.post<Cover>(`/v1/cover/${named.body.id}/end`);
    expect([ended.status, ended.body.to]).to.deep.equal([200, TODAY]);
    expect((await standIn.get(`/v1/tasks/${task}`)).status, 'no more').to.equal(403);
    expect((await absent.post<Problem>(`/v1/cover/${named.body.id}/end`)).body.type).to.equal(
      'urn:remit:problem:cover-over',
    );
  });

  it('has what falls to who they stand in for, by scope, and along a chain', async () => {
    const [first, second, third] = [
      await house.as('approver-1.QNC'),
      await house.as('approver-2.QF7'),
      await house.as('approver-3.QJ2'),
    ];
    await away(first, second, { scope: { roles: ['approver'], levels: ['system', 'region'] } });
    await away(second, third, { scope: { levels: ['system', 'place'] } });
    const { body } = await third.get<Covers>('/v1/people/me/cover');
    const held = body.today.map(({ role, body: of, levels }) => [role, of, levels]);
    expect(held).to.deep.include(['approver', 'QNC', ['system']]);
    expect(held).to.deep.include(['approver', 'QF7', ['system', 'place']]);
    // Back to the first: a cycle ends.
    await away(third, first);
    const cycle = await third.get<Covers>('/v1/people/me/cover');
    expect(cycle.body.today).to.deep.equal(body.today);
    const initiative = await submitAt(house, 'QNC');
    await openGateOf(third, initiative);
    expect((await gateWithPeople(third, initiative)).level).to.equal('system');
  });

  it('makes it plain at once where nobody is left who could decide', async () => {
    const all = await Promise.all([1, 2, 3].map((n) => house.as(`approver-${n}.QHM`)));
    const initiative = await submitAt(house, 'QHM');
    await openGateOf(all[0]!, initiative);
    expect((await gateWithPeople(all[0]!, initiative)).outOfReach).to.deep.equal([]);
    const people = (await gateWithPeople(all[0]!, initiative)).eligibleApprovers;
    const operator = await house.as('operator');
    for (const { id } of people)
      expect(
        (await operator.post(`/v1/people/${id}/cover`, { substitute: null, from: TODAY, to: addDays(3) }))
          .status,
      ).to.equal(201);
    const after = await gateWithPeople(all[0]!, initiative);
    expect(after.eligibleApprovers).to.deep.equal([]);
    expect(after.outOfReach).to.not.be.empty;
  });

  it('is named by who is away or by the operator, and by nobody else; what cannot be is said by field', async () => {
    const [one, other] = [await house.as('approver-1.QOC'), await house.as('approver-2.QOC')];
    const asked = { substitute: await idOf(other), from: TODAY, to: addDays(2) };
    expect((await other.post(`/v1/people/${await idOf(one)}/cover`, asked)).status).to.equal(403);
    expect((await other.get(`/v1/people/${await idOf(one)}/cover`)).status).to.equal(403);
    const wrong = async (more: object) => {
      const { status, body } = await one.post<Problem>('/v1/people/me/cover', { ...asked, ...more });
      return [status, ...(body.fields ?? []).map(({ field, rule }) => `${field}: ${rule}`)];
    };
    expect(await wrong({ substitute: uuid() })).to.deep.equal([422, 'substitute: person-unknown']);
    expect(await wrong({ substitute: await idOf(one) })).to.deep.equal([422, 'substitute: somebody-else']);
    expect(await wrong({ from: addDays(-2) })).to.deep.equal([422, 'from: not-past']);
    expect(await wrong({ to: TODAY })).to.deep.equal([422, 'to: after-from']);
    expect(await wrong({ to: addDays(800) })).to.deep.equal([422, 'to: not-longer']);
    expect(await wrong({ scope: { bodies: ['nowhere'] } })).to.deep.equal([
      422,
      'scope.bodies[0]: known-body',
    ]);
    expect(await wrong({ scope: { bodies: ['QKS'] } })).to.deep.equal([422, 'scope: takes-in-a-role']);
    const key = { 'idempotency-key': uuid() };
    const [a, b] = [
      await one.post<Cover>('/v1/people/me/cover', asked, key),
      await one.post<Cover>('/v1/people/me/cover', asked, key),
    ];
    expect(b.body).to.deep.equal(a.body);
    expect((await other.post(`/v1/cover/${a.body.id}/end`)).status).to.equal(403);
  });
});
