import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { loadOrganisation } from '../../cli/organisation/load-organisation.ts';
import { PROFESSION_CODES } from '../../domain/professions.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import {
  CONTENT,
  draftAt,
  historyOf,
  openGateOf,
  submitAt,
  until,
  type GateView,
} from '../support/initiatives.ts';

const PLACE = 'place:QHL:west-birmingham';

describe('many at once', function () {
  this.timeout(120_000);
  let house: House;

  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  /** Approvers of a body, of as many professions as there are. */
  async function approvers(
    body: string,
    count: number,
    professions: readonly string[],
  ): Promise<readonly Asker[]> {
    const people = Array.from({ length: count }, (_, index) => ({
      subject: `crowd-${index}.${body}.${uuid()}`,
      name: `Crowd ${index}`,
      profession: professions[index % professions.length] as 'doctor',
      roles: [{ role: 'approver' as const, body }],
    }));
    const now = new Date().toISOString();
    await loadOrganisation(house.services.database, { bodies: [], people }, house.issuer, now);
    const askers: Asker[] = [];
    for (const person of people) askers.push(await house.as(person.subject));
    return askers;
  }

  const told = (answers: readonly { status: number; body: unknown }[]) =>
    `beside them: ${answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`).join('; ')}`;

  /** Everybody at once. A machine that is slow turns some away for the moment (503): they ask again with their key. */
  async function allDecide(crowd: readonly Asker[], gate: GateView, tasks: readonly string[]) {
    return Promise.all(
      crowd.map((person, index) => {
        const key = uuid();
        return until('an answer', async () => {
          const reply = await person.post<{ type: string; state: string }>(
            `/v1/tasks/${tasks[index % tasks.length] ?? ''}/complete`,
            { outcome: 'approve', contentHash: gate.contentHash },
            { 'idempotency-key': key },
          );
          return reply.status === 503 ? undefined : reply;
        });
      }),
    );
  }

  it('200 people decide on one gate with two seats: two votes count, one decision, later ones are late and recorded', async () => {
    const id = await submitAt(house, PLACE);
    const owner = await house.as(`owner.${PLACE}`);
    const gate = await openGateOf(owner, id);
    // Of two registered professions, turn about, so that all may fill a seat until both are taken.
    const crowd = await approvers(PLACE, 200, ['doctor', 'registered-nurse']);
    const answers = await allDecide(
      crowd,
      gate,
      gate.seats.map((seat) => seat.task),
    );
    expect(answers.filter((each) => each.status === 200)).to.have.lengthOf(2);
    const refused = answers
      .filter((each) => each.status === 409)
      .map((each) => each.body.type.split(':').at(-1));
    expect(refused).to.have.lengthOf(198);
    expect(new Set(refused)).to.satisfy((codes: Set<string>) =>
      [...codes].every((code) => code === 'late' || code === 'profession-counted'),
    );
    const events = await historyOf(owner, id);
    const mine = events.filter((event) => event.data['gate'] === gate.id);
    const votes = mine.filter((event) => event.type === 'task-completed');
    expect(votes).to.have.lengthOf(2);
    expect(new Set(votes.map((event) => event.actor.id))).to.have.lengthOf(2);
    expect(mine.filter((event) => event.type === 'gate-decided')).to.have.lengthOf(1);
    const decided = events.findIndex((event) => event.type === 'gate-decided');
    const recorded = mine.filter((event) => event.type === 'vote-refused');
    expect(recorded).to.have.lengthOf(198);
    // After the decision every one of them is late.
    for (const event of events.slice(decided).filter((each) => each.type === 'vote-refused'))
      expect(event.data['code']).to.equal('late');
  });

  it('200 people of 25 professions decide on one light gate with one seat: one vote counts, 199 are late', async () => {
    const id = await submitAt(house, PLACE);
    const owner = await house.as(`owner.${PLACE}`);
    const plan = await openGateOf(owner, id);
    for (const [index, seat] of plan.seats.entries()) {
      const approver = await house.as(`approver-${index + 1}.${PLACE}`);
      await approver.post(`/v1/tasks/${seat.task}/complete`, {
        outcome: 'approve',
        contentHash: plan.contentHash,
      });
    }
    await until('the second stage', async () => {
      const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return body.stage === 'support-people' ? true : undefined;
    });
    await owner.put(`/v1/initiatives/${id}/stages/support-people`, CONTENT['support-people']);
    await owner.post(`/v1/initiatives/${id}/stages/support-people/present`);
    const gate = await openGateOf(owner, id, 'support-people');
    expect(gate.seats).to.have.lengthOf(1);
    // Everybody but the owner's own profession may fill it, and a student, who never counts and is told so while it is open.
    const crowd = await approvers(
      PLACE,
      200,
      PROFESSION_CODES.filter((code) => code !== 'physiotherapist' && code !== 'student'),
    );
    const answers = await allDecide(
      crowd,
      gate,
      gate.seats.map((seat) => seat.task),
    );
    expect(answers.filter((each) => each.status === 200)).to.have.lengthOf(1);
    const late = answers.filter((each) => each.status === 409 && each.body.type.endsWith(':late'));
    expect(late, told(answers.filter((each) => !late.includes(each)))).to.have.lengthOf(199);
    const mine = (await historyOf(owner, id)).filter((event) => event.data['gate'] === gate.id);
    expect(mine.filter((event) => event.type === 'vote-refused')).to.have.lengthOf(199);
    expect(mine.filter((event) => event.type === 'gate-decided')).to.have.lengthOf(1);
  });

  it('50 people claim one task: one has it, everybody else is told who', async () => {
    const id = await submitAt(house, 'QMF');
    const owner = await house.as('owner.QMF');
    const gate = await openGateOf(owner, id);
    const seat = gate.seats.find((each) => each.role === 'approver');
    const crowd = await approvers('QMF', 50, ['doctor', 'midwife', 'paramedic']);
    const answers = await Promise.all(
      crowd.map((person) =>
        person.post<{ claimedBy: { id: string; name: string }; type?: string }>(
          `/v1/tasks/${seat?.task ?? ''}/claim`,
        ),
      ),
    );
    const [winner, ...others] = answers.filter((each) => each.status === 200);
    expect(others).to.deep.equal([]);
    const refused = answers.filter((each) => each.status === 409);
    expect(refused).to.have.lengthOf(49);
    for (const { body } of refused) {
      expect(body.type).to.equal('urn:remit:problem:claimed-by-another');
      expect(body.claimedBy).to.deep.equal(winner?.body.claimedBy);
      expect(body.claimedBy.name).to.match(/^Crowd \d+$/);
    }
  });

  it('the same POST sent 50 times at once with one key has one effect and one answer', async () => {
    const owner = await house.as('owner.QWE');
    const key = { 'idempotency-key': uuid() };
    const proposal = { title: 'Once', lead: { code: 'QWE' }, affected: ['QWE'] };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => owner.post('/v1/initiatives', proposal, key)),
    );
    expect(new Set(answers.map((each) => each.status))).to.deep.equal(new Set([201]));
    expect(new Set(answers.map((each) => JSON.stringify(each.body)))).to.have.lengthOf(1);
    expect(new Set(answers.map((each) => each.headers.get('location')))).to.have.lengthOf(1);
    const { body } = await owner.get<{ items: unknown[] }>('/v1/initiatives?owner=me');
    expect(body.items).to.have.lengthOf(1);
    const other = await owner.post('/v1/initiatives', { ...proposal, title: 'Twice' }, key);
    expect(other.status).to.equal(422);
    expect(other.body['type']).to.equal('urn:remit:problem:idempotency-key-reused');
  });

  it('a vote with one key sent 50 times at once is one vote', async () => {
    const id = await submitAt(house, 'QMJ');
    const approver = await house.as('approver-1.QMJ');
    const gate = await openGateOf(approver, id);
    const seat = gate.seats.find((each) => each.role === 'approver');
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    const key = { 'idempotency-key': uuid() };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => approver.post(`/v1/tasks/${seat?.task ?? ''}/complete`, vote, key)),
    );
    expect(new Set(answers.map((each) => `${each.status} ${JSON.stringify(each.body)}`))).to.have.lengthOf(1);
    expect(answers[0]?.status).to.equal(200);
    const events = await historyOf(approver, id);
    expect(events.filter((event) => event.type === 'task-completed')).to.have.lengthOf(1);
    expect(events.filter((event) => event.type === 'vote-refused')).to.have.lengthOf(0);
  });

  it('a draft is seen by its lead body alone', async () => {
    const id = await draftAt(house, 'QKK');
    expect((await (await house.as('board.QKK')).get(`/v1/initiatives/${id}`)).status).to.equal(200);
    expect((await (await house.as('board.Y56')).get(`/v1/initiatives/${id}`)).status).to.equal(403);
  });
});
