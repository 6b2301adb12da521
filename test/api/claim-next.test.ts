import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { loadOrganisation } from '../../cli/organisation/load-organisation.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, until, type GateView } from '../support/initiatives.ts';

interface Claimed {
  readonly id: string;
  readonly gate: string;
  readonly state: string;
  readonly claimedBy: { readonly id: string };
  readonly type?: string;
}

const DAY = 86_400_000;

describe('claiming the next task', function () {
  this.timeout(120_000);
  let house: House;
  let ahead = 0;
  before(async () => {
    house = await openHouse({ clock: () => new Date(Date.now() + ahead).toISOString() });
  });
  afterEach(() => {
    ahead = 0;
  });
  after(() => house.close());

  const next = (person: Asker, filter = {}, headers: Record<string, string> = {}) =>
    person.post<Claimed>('/v1/tasks/claim-next', filter, headers);
  const nothing = ({ status, body }: { status: number; body: { type?: string } }) =>
    expect([status, body.type]).to.deep.equal([404, 'urn:remit:problem:nothing-waits']);

  /** An open gate of a light stage of a place: two seats alike. */
  async function gateAt(body: string, days = 0): Promise<GateView> {
    ahead = days * DAY;
    const id = await submitAt(house, body);
    const gate = await openGateOf(await house.as(`owner.${body}`), id);
    ahead = 0;
    return gate;
  }

  /** A place of its own for a test, with its owner: what waits there is that test's. */
  async function newPlace(): Promise<string> {
    const code = `place:QJK:next-${uuid()}`;
    const bodies = [
      {
        ...{ code, name: 'A place', kind: 'place' as const },
        memberships: [{ parent: 'QJK', from: '2023-04-01', to: null }],
      },
    ];
    const people = [
      {
        ...{ subject: `owner.${code}`, name: 'An owner', profession: 'manager' as const },
        roles: [{ role: 'owner' as const, body: code }],
      },
    ];
    const now = new Date().toISOString();
    await loadOrganisation(house.services.database, { bodies, people }, house.issuer, now);
    return code;
  }

  async function crowdOf(body: string, professions: readonly string[], count: number) {
    const people = Array.from({ length: count }, (_, index) => ({
      subject: `next-${index}.${uuid()}`,
      name: `Next ${index}`,
      profession: professions[index % professions.length] as 'doctor',
      roles: [{ role: 'approver' as const, body }],
    }));
    const now = new Date().toISOString();
    await loadOrganisation(house.services.database, { bodies: [], people }, house.issuer, now);
    return Promise.all(people.map((person) => house.as(person.subject)));
  }

  it('is of the task that is due first, and of one seat of each decision', async () => {
    const body = await newPlace();
    const later = await gateAt(body, 7);
    const sooner = await gateAt(body);
    const [person] = await crowdOf(body, ['doctor'], 1);
    if (person === undefined) throw new Error('Nobody asks');
    const [first, second, third] = [await next(person), await next(person), await next(person)];
    expect([first.status, second.status]).to.deep.equal([200, 200]);
    expect([first.body.gate, second.body.gate]).to.deep.equal([sooner.id, later.id]);
    expect(first.body.state).to.equal('claimed');
    nothing(third);
  });

  it('is of the level, stage and body that were named, and says what cannot be named', async () => {
    const body = await newPlace();
    const gate = await gateAt(body);
    const [person] = await crowdOf(body, ['doctor'], 1);
    if (person === undefined) throw new Error('Nobody asks');
    for (const filter of [{ level: 'system' }, { stage: 'guide-expectations' }, { body: 'QJK' }])
      nothing(await next(person, filter));
    const wrong = await next(person, { urgency: 'high' });
    expect(wrong.status).to.equal(400);
    expect(JSON.stringify(wrong.body)).to.contain('urgency');
    const found = await next(person, { level: 'place', stage: 'develop-plan', body });
    expect([found.status, found.body.gate]).to.deep.equal([200, gate.id]);
  });

  it('is once for a key, also where nothing waited', async () => {
    const body = await newPlace();
    const owner = await house.as(`owner.${body}`);
    const [person] = await crowdOf(body, ['doctor'], 1);
    if (person === undefined) throw new Error('Nobody asks');
    const [empty, full] = [{ 'idempotency-key': uuid() }, { 'idempotency-key': uuid() }];
    nothing(await next(person, {}, empty));
    const id = await submitAt(house, body);
    await openGateOf(owner, id);
    nothing(await next(person, {}, empty));
    const answers = await Promise.all(Array.from({ length: 10 }, () => next(person, {}, full)));
    expect(new Set(answers.map((each) => `${each.status} ${each.body.id}`))).to.have.lengthOf(1);
    expect(answers[0]?.status).to.equal(200);
    const claims = (await historyOf(owner, id)).filter((event) => event.type === 'task-claimed');
    expect(claims).to.have.lengthOf(1);
    const other = await next(person, { level: 'system' }, full);
    expect([other.status, other.body.type]).to.deep.equal([422, 'urn:remit:problem:idempotency-key-reused']);
  });

  it('is never of somebody’s own proposal, nor for who decides nothing', async () => {
    await openGateOf(await house.as('owner.QKS'), await submitAt(house, 'QKS'));
    for (const nobody of ['owner.QKS', 'board.QKS', 'approver-1.QWE'])
      nothing(await next(await house.as(nobody)));
  });

  it('passes over what somebody else has in hand, and waits for it where nothing else is left', async () => {
    const body = await newPlace();
    const gates = [await gateAt(body), await gateAt(body, 7)] as const;
    const [first, second] = await crowdOf(body, ['doctor', 'registered-nurse'], 2);
    if (first === undefined || second === undefined) throw new Error('Nobody asks');
    const inHand = await house.database.connect('remit_system', 1);
    const transaction = inHand.createQueryRunner();
    await transaction.startTransaction();
    await transaction.query(
      'select from initiative where id = (select initiative from gate where id = $1) for update',
      [gates[0].id],
    );
    const passed = await next(first);
    expect([passed.status, passed.body.gate]).to.deep.equal([200, gates[1].id]);
    const waiting = next(first);
    // Somebody else of the second gate does not wait.
    const beside = await next(second);
    expect([beside.status, beside.body.gate]).to.deep.equal([200, gates[1].id]);
    await transaction.rollbackTransaction();
    await transaction.release();
    expect((await waiting).body.gate).to.equal(gates[0].id);
  });

  it('is another each time for somebody who asks several times at once, while others have all in hand', async () => {
    const body = await newPlace();
    const gates = [await gateAt(body), await gateAt(body)];
    const [person] = await crowdOf(body, ['doctor'], 1);
    if (person === undefined) throw new Error('Nobody asks');
    const inHand = await house.database.connect('remit_system', 1);
    const transaction = inHand.createQueryRunner();
    await transaction.startTransaction();
    await transaction.query(
      'select from initiative where id in (select initiative from gate where id = any ($1)) for update',
      [gates.map((gate) => gate.id)],
    );
    const asked = Array.from({ length: 3 }, () => next(person));
    await until('all three to wait', async () => {
      const rows = (await transaction.query(
        `select count(distinct pid)::int as n from pg_locks
          where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
      )) as { n: number }[];
      return rows[0]?.n === 3 ? true : undefined;
    });
    await transaction.rollbackTransaction();
    await transaction.release();
    const answers = await Promise.all(asked);
    const given = answers.filter((each) => each.status === 200).map((each) => each.body.gate);
    expect(given).to.have.members(gates.map((gate) => gate.id));
    expect(answers.filter((each) => each.status === 404)).to.have.lengthOf(1);
  });

  it('is nothing for a student, whose queue has no approvals', async () => {
    const body = await newPlace();
    await gateAt(body);
    const [student] = await crowdOf(body, ['student'], 1);
    if (student === undefined) throw new Error('Nobody asks');
    const { body: queue } = await student.get<{ items: unknown[] }>('/v1/tasks?queue=mine');
    expect(queue.items).to.deep.equal([]);
    nothing(await next(student));
  });

  it('is taken over by one of those who ask at once, and the history says from whom', async () => {
    const body = await newPlace();
    const gate = await gateAt(body);
    const [holder, ...others] = await crowdOf(body, ['doctor', 'registered-nurse', 'midwife'], 12);
    if (holder === undefined) throw new Error('Nobody asks');
    const held = await next(holder);
    expect(held.body.gate).to.equal(gate.id);
    const taken = await Promise.all(
      others.map((person) => person.post<Claimed>(`/v1/tasks/${held.body.id}/take-over`)),
    );
    // One after the other, each from the one before.
    expect(new Set(taken.map((each) => each.status))).to.deep.equal(new Set([200]));
    const { body: task } = await holder.get<Claimed & { initiative: { id: string } }>(
      `/v1/tasks/${held.body.id}`,
    );
    const events = (await historyOf(holder, task.initiative.id)).filter(
      (event) => event.data['task'] === held.body.id,
    );
    const by = events.map((event) => event.data['by']);
    expect(events.map((event) => event.type)).to.deep.equal([
      'task-claimed',
      ...others.map(() => 'task-taken-over'),
    ]);
    expect(events.slice(1).map((event) => event.data['from'])).to.deep.equal(by.slice(0, -1));
    expect(task.claimedBy.id).to.equal(by.at(-1));
    const mine = await holder.post<Claimed>(`/v1/tasks/${held.body.id}/release`);
    expect([mine.status, mine.body.type]).to.deep.equal([409, 'urn:remit:problem:not-claimed-by-you']);
  });

  it('gives 100 people who ask at once 100 tasks', async () => {
    // Of fifty gates with two seats each: fewer initiatives than people, so some have to wait for a lock.
    const body = await newPlace();
    const gates: GateView[] = [];
    for (let n = 0; n < 50; n += 1) gates.push(await gateAt(body));
    const tasks = gates.flatMap((gate) => gate.seats.map((seat) => seat.task));
    expect(tasks).to.have.lengthOf(100);
    const [late, ...crowd] = await crowdOf(body, ['doctor', 'registered-nurse', 'midwife'], 101);
    if (late === undefined) throw new Error('Nobody asks');
    const answers = await Promise.all(crowd.map((person) => next(person)));
    const told = answers.map(({ status, body: said }) => `${status} ${said.type ?? ''}`).join('; ');
    expect(
      answers.map((each) => each.body.id),
      told,
    ).to.have.members(tasks);
    expect(new Set(answers.map((each) => each.body.claimedBy.id))).to.have.lengthOf(100);
    nothing(await next(late));
  });
});
