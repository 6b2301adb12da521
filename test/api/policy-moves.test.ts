import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type Asker, type House } from '../support/house.ts';
import {
  historyOf,
  openGateOf,
  QUIET_FACTS,
  submitAt,
  until,
  type GateView,
} from '../support/initiatives.ts';
import { MORE_LOCAL_XML, policyOf } from '../support/shipped-policy.ts';

const PLACE = 'place:QHL:west-birmingham';

interface Plan {
  readonly gate: string;
  readonly initiative: { readonly id: string };
  readonly policyVersion: string;
  readonly what: string;
  readonly now: { readonly level: string };
  readonly then: { readonly level: string; readonly bodies: readonly string[] } | null;
  readonly counts: readonly { readonly by: { readonly id: string }; readonly task: string }[];
  readonly left: readonly { readonly because: string }[];
  readonly superseded: readonly string[];
  readonly problem: unknown;
}

interface Results {
  readonly done: number;
  readonly refused: number;
  readonly items: readonly {
    readonly gate: string;
    readonly status: number;
    readonly done: { readonly what: string; readonly policyVersion: string } | null;
    readonly problem: { readonly type: string } | null;
  }[];
}

describe('open gates, when another version of the policy is in force', function () {
  this.timeout(120_000);
  let house: House;
  let [board, owner]: Asker[] = [];
  before(async () => {
    house = await openHouse();
    board = await house.as('board.national');
    owner = await house.as(`owner.${PLACE}`);
  });
  after(() => house.close());

  /** An initiative whose gate is the region's by version 1 and the system's by version 2. */
  async function atRegion(): Promise<{ readonly id: string; readonly gate: GateView }> {
    const id = await submitAt(house, PLACE, { facts: { ...QUIET_FACTS, revenueGbp: 2_000_000 } });
    return { id, gate: await openGateOf(owner!, id) };
  }

  async function answer(subject: string, seat: GateView['seats'][number], gate: GateView, outcome: string) {
    const asker = await house.as(subject);
    const body = { outcome, contentHash: gate.contentHash, ...(outcome === 'advise' && { reason: 'Do.' }) };
    const { status, body: told } = await asker.post(`/v1/tasks/${seat.task}/complete`, body);
    expect(status, JSON.stringify(told)).to.equal(200);
  }

  const followed = (id: string, before: string) =>
    until(`a gate after ${before}`, async () => {
      const gate = await openGateOf(owner!, id);
      return gate.id === before ? undefined : gate;
    });
  const planOf = async (gate: string) => {
    const { status, body } = await board!.get<{ items: Plan[] }>('/v1/policies/2/moving-plan?limit=200');
    expect(status).to.equal(200);
    return body.items.find((each) => each.gate === gate);
  };

  it('keep their own, are brought over with what still counts, taken back, and returned; and never called in', async () => {
    const [first, second, local] = [
      await atRegion(),
      await atRegion(),
      await submitAt(house, PLACE, { facts: QUIET_FACTS }),
    ];
    const stays = await openGateOf(owner!, local);
    const advice = first.gate.seats.find(({ kind }) => kind === 'advice')!;
    await answer(`approver-1.${PLACE}`, advice, first.gate, 'advise');
    await answer('approver-1.Y60', first.gate.seats[0]!, first.gate, 'approve');

    // Before another is in force there is nothing to plan, and no gate is returned: a rule holds it.
    expect((await board!.get('/v1/policies/2/moving-plan')).status).to.equal(404);
    const region = await house.as('approver-2.Y60');
    const early = await region.post<{ type: string; rules: string[] }>(`/v1/gates/${second.gate.id}/return`, {
      reason: 'It should be theirs.',
    });
    expect([early.status, early.body.type]).to.deep.equal([409, 'urn:remit:problem:still-demanded']);
    expect(early.body.rules).to.deep.equal(['S-07']);

    const policy = await policyOf(MORE_LOCAL_XML);
    const database = await house.database.connect('remit_owner', 1);
    await database.query(
      `insert into policy (kind, version, name, hash, source, state, in_force_from)
       values ('subsidiarity', '2', $1, $2, $3, 'in-force', now() - interval '1 second')`,
      [policy.name, policy.hash, MORE_LOCAL_XML],
    );

    // An edit leaves the open gate to its own version.
    const edit = async (revenueGbp: number) => {
      const etag = (await owner!.get(`/v1/initiatives/${second.id}`)).headers.get('etag') ?? '';
      const facts = { ...QUIET_FACTS, revenueGbp };
      return owner!.patch(`/v1/initiatives/${second.id}`, { facts }, { 'if-match': etag });
    };
    expect((await edit(2_100_000)).status).to.equal(200);
    expect(await openGateOf(owner!, second.id)).to.deep.include({ id: second.gate.id, policyVersion: '1' });

    const plan = await planOf(first.gate.id);
    expect(plan).to.deep.include({ what: 'moves', policyVersion: '1', problem: null });
    expect([plan?.now.level, plan?.then?.level, plan?.then?.bodies]).to.deep.equal([
      'region',
      'system',
      ['QHL'],
    ]);
    expect(plan?.counts.map(({ task }) => task)).to.deep.equal([advice.task]);
    expect(plan?.left.map(({ because }) => because)).to.deep.equal(['no-such-seat']);
    expect(plan?.superseded.length).to.equal(2);
    expect(await planOf(stays.id)).to.deep.include({ what: 'stays' });
    expect((await owner!.get('/v1/policies/2/moving-plan')).status).to.equal(403);
    expect((await board!.get('/v1/policies/1/moving-plan')).body['type']).to.equal(
      'urn:remit:problem:policy-not-in-force',
    );

    // Chosen gates are moved, each by itself; sent again, the same is told.
    const gates = [first.gate.id, stays.id, uuid()];
    const key = { 'idempotency-key': 'the-first-move' };
    const moved = await board!.post<Results>('/v1/policies/2/move', { gates }, key);
    expect(moved.status, JSON.stringify(moved.body)).to.equal(200);
    expect(moved.body.items.map(({ status, done }) => [status, done?.what ?? null])).to.deep.equal([
      [200, 'moves'],
      [200, 'stays'],
      [404, null],
    ]);
    expect((await board!.post<Results>('/v1/policies/2/move', { gates }, key)).body).to.deep.equal(
      moved.body,
    );
    expect((await owner!.post('/v1/policies/2/move', { gates: [second.gate.id] })).status).to.equal(403);
    const system = await followed(first.id, first.gate.id);
    expect(system).to.deep.include({ level: 'system', policyVersion: '2', movedFrom: '1' });
    expect(system.seats.find(({ kind }) => kind === 'advice')?.vote).to.deep.include({
      cast: { gate: first.gate.id, task: advice.task, level: 'region' },
    });
    expect(await openGateOf(owner!, local)).to.deep.include({
      id: stays.id,
      policyVersion: '2',
      movedFrom: '1',
    });

    // And back, by the gate that was moved: its answers count again.
    const undone = await board!.post<Results>('/v1/policies/2/move/undo', {
      gates: [first.gate.id, stays.id],
    });
    expect(undone.body.items.map(({ done }) => [done?.what, done?.policyVersion])).to.deep.equal([
      ['moves', '1'],
      ['stays', '1'],
    ]);
    const region2 = await followed(first.id, system.id);
    expect(region2).to.deep.include({ level: 'region', policyVersion: '1', movedFrom: null });
    expect(region2.seats.filter(({ vote }) => vote !== null).map(({ kind }) => kind)).to.deep.equal([
      'approval',
      'advice',
    ]);
    const again = await board!.post<Results>('/v1/policies/2/move/undo', { gates: [region2.id] });
    expect(again.body.items[0]?.problem?.type).to.equal('urn:remit:problem:not-moved');

    // The region finds that no rule of today holds the other, and returns it.
    const stranger = await house.as('approver-1.Y59');
    const reason = { reason: 'The new scheme leaves it to the system.' };
    expect((await stranger.post(`/v1/gates/${second.gate.id}/return`, reason)).status).to.equal(403);
    expect((await region.post(`/v1/gates/${second.gate.id}/return`, reason)).status).to.equal(200);
    expect(await followed(second.id, second.gate.id)).to.deep.include({
      level: 'system',
      policyVersion: '2',
    });

    const types = (await historyOf(owner!, first.id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'policy-moved').length).to.equal(2);
    expect(types.filter((type) => type === 'votes-carried').length).to.equal(2);
    expect((await historyOf(owner!, second.id)).some(({ type }) => type === 'gate-returned')).to.equal(true);
  });
});
