import { expect } from 'chai';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import type { SittingView } from '../support/sittings.ts';

const BODY = 'QUY';

const typeOf = ({ body }: { readonly body: unknown }) => (body as { type: string }).type.split(':').at(-1);

describe('a sitting that was held, or is to be', function () {
  this.timeout(90_000);
  let house: House;
  let doctor: Asker;
  let board: Asker;
  let invited: string;
  before(async () => {
    house = await openHouse();
    doctor = await house.as(`approver-2.${BODY}`);
    board = await house.as(`board.${BODY}`);
    invited = (await doctor.get<{ id: string }>('/v1/people/me')).body.id;
  });
  after(() => house.close());

  async function gates(...titles: readonly string[]) {
    const owner = await house.as(`owner.${BODY}`);
    const all = await Promise.all(titles.map((title) => submitAt(house, BODY, { title })));
    return Promise.all(all.map((id) => openGateOf(owner, id)));
  }

  async function convened(agenda: readonly string[]): Promise<SittingView> {
    const heldAt = new Date().toISOString();
    const { status, body } = await board.post<SittingView>('/v1/sittings', {
      ...{ body: BODY, title: 'Decisions of the week', heldAt, agenda, invited: [invited] },
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  }

  const vote = (task: string, contentHash: string, sitting: string) =>
    doctor.post(`/v1/tasks/${task}/complete`, { outcome: 'approve', contentHash, sitting });

  it('is not cancelled once it was held, also by an answer that was taken back at an item that was struck', async () => {
    const [one, two] = await gates('Held', 'Deferred');
    const task = one!.seats.find(({ role }) => role === 'approver')!.task;
    const sitting = await convened([one!.id]);
    const mayCancel = async (id: string) =>
      (await board.get<SittingView>(`/v1/sittings/${id}`)).body.mayCancel;
    expect(await mayCancel(sitting.id)).to.equal(true);
    expect((await vote(task, one!.contentHash, sitting.id)).status).to.equal(200);
    await doctor.post(`/v1/tasks/${task}/recall`, { reason: 'I read the wrong page.' });
    const { headers } = await board.get(`/v1/sittings/${sitting.id}`);
    const struck = await board.patch(
      `/v1/sittings/${sitting.id}`,
      { agenda: [] },
      { 'if-match': headers.get('etag') ?? '' },
    );
    expect(struck.status).to.equal(200);
    const another = await convened([one!.id, two!.id]);
    await board.post(`/v1/sittings/${another.id}/items/${two!.id}/defer`, { reason: 'Later.' });
    for (const { id } of [sitting, another]) {
      const refused = await board.post(`/v1/sittings/${id}/cancel`);
      expect([refused.status, typeOf(refused), await mayCancel(id)]).to.deep.equal([
        409,
        'sitting-held',
        false,
      ]);
      expect((await board.post(`/v1/sittings/${id}/close`)).status).to.equal(200);
      expect((await board.get(`/v1/sittings/${id}/record`)).status).to.equal(200);
    }
  });

  it('is not both answered at and cancelled, whoever comes first', async () => {
    const all = await gates('Race 1', 'Race 2', 'Race 3', 'Race 4');
    await Promise.all(
      all.map(async (gate) => {
        const sitting = await convened([gate.id]);
        const { task } = gate.seats.find(({ role }) => role === 'approver')!;
        const [voted, cancelled] = await Promise.all([
          vote(task, gate.contentHash, sitting.id),
          board.post(`/v1/sittings/${sitting.id}/cancel`),
        ]);
        expect([voted.status, cancelled.status].toSorted()).to.deep.equal([200, 409]);
      }),
    );
  });

  it('is told with a suggested gate to those who may see the sitting, and to nobody else', async () => {
    const affected = ['QKS', 'QNX'];
    const id = await submitAt(house, 'Y59', { title: 'Of the region', affected });
    const gate = await openGateOf(await house.as('owner.Y59'), id);
    const region = await house.as('board.Y59');
    const heldAt = `${addDays(3)}T10:00:00.000Z`;
    const asked = { body: 'Y59', title: 'Of the region', heldAt, agenda: [gate.id], invited: [] };
    const made = await region.post<SittingView>('/v1/sittings', asked);
    expect(made.status).to.equal(201);
    const told = async (who: string, body: string) => {
      const asker = await house.as(who);
      const { items } = (
        await asker.get<{ items: { gates: { gate: string; sittings: unknown[] }[] }[] }>(
          `/v1/sittings/suggested?body=${body}`,
        )
      ).body;
      return items.flatMap(({ gates: all }) => all).find((each) => each.gate === gate.id)?.sittings;
    };
    expect(await told('board.Y59', 'Y59')).to.deep.equal([{ id: made.body.id, heldAt }]);
    expect(await told('board.QKS', 'QKS')).to.deep.equal([]);
  });
});
