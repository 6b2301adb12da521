import { expect } from 'chai';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import type { SittingView } from '../support/sittings.ts';

const BODY = 'QUY';

const typeOf = ({ body }: { readonly body: unknown }) => (body as { type: string }).type.split(':').at(-1);

describe('what a sitting that was held ends in', function () {
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
});
