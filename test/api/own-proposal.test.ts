import { expect } from 'chai';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House, type Reply } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, type GateView } from '../support/initiatives.ts';

const BODY = 'QUY';

interface Problem {
  readonly type: string;
  readonly errors?: unknown;
  readonly because?: string;
  readonly items?: readonly { readonly status: number; readonly problem?: { readonly type: string } }[];
}

/** What somebody tries who may not decide: with a task that nobody holds, and one that a colleague does. */
interface Place {
  readonly gate: GateView;
  readonly free: string;
  readonly held: string;
  readonly colleague: Asker;
  readonly id: string;
  /** With the gate on its agenda, to which they are invited. */
  readonly sitting: string;
}

type Road = (who: Asker, place: Place) => Promise<Reply<Problem>>;

const REFUSED = [403, 'urn:remit:problem:own-proposal'];

/**
 * Every way to a decision that there is. A new one is one line here: whoever may not decide their own proposal tries it.
 */
const ROADS: Readonly<Record<string, { readonly by: Road; readonly gives?: readonly [number, string] }>> = {
  'an answer': {
    by: (who, { free, gate }) =>
      who.post(`/v1/tasks/${free}/complete`, { outcome: 'approve', contentHash: gate.contentHash }),
  },
  'a decline': {
    by: (who, { free, gate }) =>
      who.post(`/v1/tasks/${free}/complete`, {
        outcome: 'decline',
        reason: 'No.',
        contentHash: gate.contentHash,
      }),
  },
  'an answer at a sitting': {
    by: (who, { free, gate, sitting }) =>
      who.post(`/v1/tasks/${free}/complete`, {
        outcome: 'approve',
        contentHash: gate.contentHash,
        sitting,
      }),
  },
  'a claim': { by: (who, { free }) => who.post(`/v1/tasks/${free}/claim`) },
  'the next task': {
    by: (who) => who.post('/v1/tasks/claim-next', { body: BODY }),
    gives: [404, 'urn:remit:problem:nothing-waits'],
  },
  'taking over': { by: (who, { held }) => who.post(`/v1/tasks/${held}/take-over`) },
  'a question': {
    by: (who, { free }) => who.post(`/v1/tasks/${free}/request-information`, { question: 'Why?' }),
  },
  'handing a task to a colleague': {
    by: (who, { free, colleague }) => handTo(who, free, 'assign', colleague),
  },
  'having a task prepared': { by: (who, { held, colleague }) => handTo(who, held, 'delegate', colleague) },
  'being given a task': {
    by: (who, { held, colleague }) => handTo(colleague, held, 'assign', who),
    gives: [422, 'urn:remit:problem:colleague-unfit'],
  },
  'preparing a task for who holds it': {
    by: (who, { held, colleague }) => handTo(colleague, held, 'delegate', who),
    gives: [422, 'urn:remit:problem:colleague-unfit'],
  },
  'many at once': {
    by: async (who, { free }) => {
      const { body, ...reply } = await who.post<Problem>('/v1/tasks/bulk', {
        action: 'claim',
        tasks: [free],
      });
      const [only] = body.items ?? [];
      return { ...reply, status: only?.status ?? 0, body: { type: only?.problem?.type ?? 'it was done' } };
    },
  },
  'setting a requirement aside': {
    by: (who, { gate }) =>
      who.post(`/v1/gates/${gate.id}/requirements/evidence/override`, { reason: 'It is plain.' }),
  },
  'recording what an authority answered': {
    by: (who, { gate }) =>
      who.post(`/v1/gates/${gate.id}/referrals/treasury`, { answer: 'consented', reference: '1' }),
  },
};

async function handTo(
  by: Asker,
  task: string,
  how: 'assign' | 'delegate',
  to: Asker,
): Promise<Reply<Problem>> {
  const { body } = await to.get<{ id: string }>('/v1/people/me');
  return by.post(`/v1/tasks/${task}/${how}`, { to: body.id });
}

describe('nobody decides on their own proposal', function () {
  this.timeout(60_000);
  let house: House;
  let place: Place;
  let owner: Asker;

  before(async () => {
    house = await openHouse();
    owner = await house.as(`owner.${BODY}`);
    await giveRoles(owner, [
      { role: 'owner', body: BODY },
      { role: 'approver', body: BODY },
      { role: 'signatory', body: BODY },
    ]);
    const id = await submitAt(house, BODY);
    const gate = await openGateOf(owner, id);
    const colleague = await house.as(`approver-1.${BODY}`);
    const [first, second] = gate.seats;
    const held = gate.seats.find(({ role }) => role === 'approver')!.task;
    await colleague.post(`/v1/tasks/${held}/claim`);
    const invited = [owner, await house.as(`approver-2.${BODY}`), await house.as(`signatory.${BODY}`)];
    const people = await Promise.all(invited.map((who) => who.get<{ id: string }>('/v1/people/me')));
    const { body: sitting } = await colleague.post<{ id: string }>('/v1/sittings', {
      body: BODY,
      title: 'Decisions of the week',
      heldAt: new Date().toISOString(),
      agenda: [gate.id],
      invited: people.map(({ body }) => body.id),
    });
    const free = first?.task === held ? second!.task : first!.task;
    place = { gate, held, free, colleague, id, sitting: sitting.id };
  });
  after(() => house.close());

  /** An operator gives somebody other roles: from then on they hold these and no others. */
  async function giveRoles(who: Asker, roles: readonly object[]): Promise<void> {
    const operator = await house.as('operator');
    const id = (await who.get<{ id: string }>('/v1/people/me')).body.id;
    const { headers } = await operator.get(`/v1/people/${id}`);
    const given = await operator.put(
      `/v1/people/${id}/roles`,
      { roles },
      { 'if-match': headers.get('etag') ?? '' },
    );
    expect(given.status).to.equal(200);
  }

  async function expectNoRoad(who: Asker): Promise<void> {
    const told: Record<string, unknown> = {};
    for (const [road, { by }] of Object.entries(ROADS)) {
      const { status, body } = await by(who, place);
      told[road] = [status, body.type];
    }
    expect(told).to.deep.equal(
      Object.fromEntries(Object.entries(ROADS).map(([road, { gives }]) => [road, gives ?? REFUSED])),
    );
    const queue = await who.get<{ items: { id: string }[] }>('/v1/tasks?queue=mine&limit=200');
    const shown = queue.body.items.map(({ id }) => id);
    expect(shown.filter((id) => place.gate.seats.some(({ task }) => task === id))).to.deep.equal([]);
    const { body } = await who.get<{ items: { eligibleApprovers: { id: string }[] }[] }>(
      `/v1/initiatives/${place.id}/gates`,
    );
    const { id } = (await who.get<{ id: string }>('/v1/people/me')).body;
    expect(body.items[0]?.eligibleApprovers.map((each) => each.id)).to.not.include(id);
  }

  it('not its owner, who edited it, after a change of role either', async () => {
    await expectNoRoad(owner);
    const refused = (await historyOf(owner, place.id)).filter(({ type }) => type === 'vote-refused');
    expect(refused.map(({ data }) => data['code'])).to.deep.equal(
      Array.from({ length: 3 }, () => 'own-proposal'),
    );
  });

  it('not who stands in for its owner, while they do', async () => {
    const substitute = await house.as(`approver-2.${BODY}`);
    const { body } = await substitute.get<{ id: string }>('/v1/people/me');
    const leave = await owner.post<{ id: string }>('/v1/people/me/cover', {
      substitute: body.id,
      from: addDays(0),
      to: addDays(5),
    });
    expect(leave.status).to.equal(201);
    await expectNoRoad(substitute);
    // Who stands in for who stands in does so too.
    const further = await house.as(`signatory.${BODY}`);
    const next = await further.get<{ id: string }>('/v1/people/me');
    const second = await substitute.post<{ id: string }>('/v1/people/me/cover', {
      substitute: next.body.id,
      from: addDays(0),
      to: addDays(5),
    });
    await expectNoRoad(further);
    await substitute.post(`/v1/cover/${second.body.id}/end`);
    await owner.post(`/v1/cover/${leave.body.id}/end`);
    const again = await substitute.get<{ availableActions: { action: string; code?: string }[] }>(
      `/v1/tasks/${place.free}`,
    );
    const codes = again.body.availableActions.map(({ code }) => code);
    expect(codes).to.not.include('own-proposal');
  });

  it('not its owner in the place of somebody who may', async () => {
    await giveRoles(owner, [{ role: 'owner', body: BODY }]);
    const absent = await house.as(`approver-2.${BODY}`);
    const { body } = await owner.get<{ id: string }>('/v1/people/me');
    const leave = await absent.post('/v1/people/me/cover', {
      substitute: body.id,
      from: addDays(0),
      to: addDays(5),
    });
    expect(leave.status).to.equal(201);
    const mine = await owner.get<{ today: { role: string }[] }>('/v1/people/me/cover');
    expect(mine.body.today.map(({ role }) => role)).to.deep.equal(['approver']);
    await expectNoRoad(owner);
  });
});
