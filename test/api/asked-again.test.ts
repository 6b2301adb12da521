import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import { CONTENT, historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Told {
  readonly state: string;
  readonly vote: { readonly read: readonly string[] | null } | null;
  readonly outdated: { readonly by: { readonly id: string } } | null;
  readonly contentHash: string;
  readonly differences: unknown;
}

describe('a vote and an edit of what it read', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('asks who cast it again with the difference, nobody else, and lets it stand once it is undone', async () => {
    const id = await submitAt(house, 'QMJ');
    const [owner, approver, other] = await Promise.all(
      ['owner', 'approver-1', 'approver-2'].map((who) => house.as(`${who}.QMJ`)),
    );
    if (owner === undefined || approver === undefined || other === undefined) throw new Error('Nobody');
    const gate = await openGateOf(approver, id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const condition = { text: 'Publish the rota', owner: 'Chief nurse', due: '2027-03-31' };
    const vote = { outcome: 'approve', contentHash: gate.contentHash, conditions: [condition] };
    const voted = await approver.post<Told>(`/v1/tasks/${task}/complete`, vote);
    expect(voted.body.vote?.read, 'all of it').to.equal(null);

    const stage = `/v1/initiatives/${id}/stages/develop-plan`;
    const send = async (content: object) => {
      const { headers } = await owner.get(stage);
      const sent = await owner.put(stage, content, { 'if-match': headers.get('etag') ?? '' });
      expect(sent.status, JSON.stringify(sent.body)).to.equal(200);
    };
    const { plan, ...rest } = CONTENT['develop-plan'];
    await send({ ...rest, plan: { ...(plan as object), workforce: 'Somebody else' } });
    const asked = await approver.get<Told>(`/v1/tasks/${task}`);
    expect(asked.body).to.include({ state: 'ready', vote: null });
    expect(asked.body.differences).to.deep.equal([
      {
        section: 'plan',
        name: 'Plan',
        before: { 'develop-plan.plan': plan },
        after: { 'develop-plan.plan': { ...(plan as object), workforce: 'Somebody else' } },
      },
    ]);
    const me = await approver.get<{ id: string }>('/v1/people/me');
    expect(asked.body.outdated?.by.id).to.equal(me.body.id);
    expect((await other.get<Told>(`/v1/tasks/${task}`)).body.differences).to.equal(null);
    expect((await owner.get<Told>(`/v1/tasks/${task}`)).body.differences).to.equal(null);

    await send(CONTENT['develop-plan']);
    const again = await approver.get<Told>(`/v1/tasks/${task}`);
    expect(again.body).to.include({ state: 'completed', outdated: null, contentHash: gate.contentHash });
    expect(again.body.differences).to.equal(null);
    // As it was cast: with its conditions, which the next gate will require.
    expect(again.body.vote).to.deep.equal(voted.body.vote);
    expect((await historyOf(owner, id)).map((event) => event.type).slice(-2)).to.deep.equal([
      'votes-outdated',
      'votes-stand-again',
    ]);
    const signatory = await house.as('signatory.QMJ');
    const last = gate.seats.find((seat) => seat.role === 'signatory')?.task ?? '';
    await signatory.post(`/v1/tasks/${last}/complete`, { outcome: 'approve', contentHash: gate.contentHash });
    const decided = (await historyOf(owner, id)).find((event) => event.type === 'gate-decided');
    expect(JSON.stringify(decided?.data['conditions'])).to.contain(condition.text);
  });

  it('gives no difference to who has taken it back, and tells an answer that came later from it', async () => {
    const id = await submitAt(house, 'QWE');
    const [owner, approver] = await Promise.all([house.as('owner.QWE'), house.as('approver-1.QWE')]);
    const { contentHash, seats } = await openGateOf(approver, id);
    const task = seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const edit = async (aim: string) => {
      const { headers } = await owner.get(`/v1/initiatives/${id}`);
      await owner.patch(`/v1/initiatives/${id}`, { aim }, { 'if-match': headers.get('etag') ?? '' });
    };
    const told = async () => (await approver.get<Told>(`/v1/tasks/${task}`)).body;
    await approver.post(`/v1/tasks/${task}/complete`, { outcome: 'approve', contentHash });
    await edit('Second');
    const { contentHash: second } = await told();
    await approver.post(`/v1/tasks/${task}/complete`, { outcome: 'approve', contentHash: second });
    await edit('Third');
    expect((await told()).differences).to.deep.equal([
      {
        section: 'aim',
        name: 'Aim',
        before: { 'proposal.aim': 'Second' },
        after: { 'proposal.aim': 'Third' },
      },
    ]);
    expect((await approver.post(`/v1/tasks/${task}/recall`)).status).to.equal(200);
    expect((await told()).differences).to.equal(null);
    await edit('Second');
    expect((await told()).vote).to.equal(null);
  });
});
