import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Told {
  readonly id: string;
  readonly state: string;
  readonly type?: string;
  readonly claimedBy: { readonly name: string } | null;
  readonly clockStoppedAt: string | null;
  readonly dueAt: string;
  readonly questions: readonly {
    readonly by: { readonly name: string };
    readonly text: string;
    readonly answer: { readonly by: { readonly name: string }; readonly text: string } | null;
  }[];
  readonly availableActions: readonly { readonly action: string; readonly allowed: boolean }[];
}

interface Queue {
  readonly items: readonly Told[];
  readonly page: { readonly total?: number };
}

const question = 'Who pays for the second year?';
const reply = 'The trust does: its board agreed to it in May.';

describe('asking the owner', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  async function open(body: string) {
    const id = await submitAt(house, body);
    const [owner, approver] = await Promise.all([house.as(`owner.${body}`), house.as(`approver-1.${body}`)]);
    const gate = await openGateOf(approver, id);
    return { id, owner, approver, task: gate.seats.find((seat) => seat.role === 'approver')?.task ?? '' };
  }

  it('is a question and an answer, each once for a key, which everybody who sees the task can read', async () => {
    const { id, owner, approver, task } = await open('QMJ');
    const key = { 'idempotency-key': uuid() };
    const asked = await Promise.all(
      Array.from({ length: 10 }, () =>
        approver.post<Told>(`/v1/tasks/${task}/request-information`, { question }, key),
      ),
    );
    expect(new Set(asked.map((each) => JSON.stringify([each.status, each.body])))).to.have.lengthOf(1);
    const held = asked[0]?.body;
    expect(held?.state).to.equal('info-requested');
    expect(held?.clockStoppedAt).to.be.a('string');
    expect(held?.questions.map((each) => [each.text, each.answer])).to.deep.equal([[question, null]]);

    const waits = await owner.get<Queue>('/v1/tasks?queue=to-answer');
    expect(waits.body.items.map((each) => each.id)).to.deep.equal([task]);
    expect(waits.body.page.total).to.equal(1);
    const allowed = waits.body.items[0]?.availableActions.filter((each) => each.allowed);
    expect(allowed?.map(({ action }) => action)).to.deep.equal(['answer']);
    const mine = await approver.get<Queue>('/v1/tasks?queue=mine');
    expect(mine.body.items.map((each) => each.id)).to.include(task);
    const other = await house.as('approver-2.QMJ');
    expect((await other.get<Queue>('/v1/tasks?queue=to-answer')).body.items).to.deep.equal([]);
    const { body: initiative } = await owner.get<{ waitingFor: string }>(`/v1/initiatives/${id}`);
    expect(initiative.waitingFor).to.match(/^Its owner, to answer a question; and NHS .+, to decide/);

    const given = await owner.post<Told>(`/v1/tasks/${task}/answer`, { answer: reply }, key);
    expect(given.status).to.equal(200);
    expect(given.body.state).to.equal('claimed');
    expect(given.body.clockStoppedAt).to.equal(null);
    expect((await owner.get<Queue>('/v1/tasks?queue=to-answer')).body.items).to.deep.equal([]);
    const read = await other.get<Told>(`/v1/tasks/${task}`);
    expect(read.body.questions.map((each) => [each.text, each.answer?.text])).to.deep.equal([
      [question, reply],
    ]);
    expect(read.body.questions[0]?.by).to.deep.equal(held?.questions[0]?.by);
    expect(read.body.questions[0]?.answer?.by.name).to.be.a('string').and.not.be.empty;
    const events = (await historyOf(approver, id)).filter((event) => /information|clock/.test(event.type));
    expect(events.map((event) => event.type)).to.deep.equal([
      'information-requested',
      'clock-stopped',
      'information-given',
      'clock-started',
    ]);
    expect(JSON.stringify(events)).to.contain(question).and.to.contain(reply);
  });

  it('is refused with what is the matter', async () => {
    const { owner, approver, task } = await open('QWE');
    const at = (action: string) => `/v1/tasks/${task}/${action}`;
    const empty = await approver.post<Told>(at('request-information'), { question: '  ' });
    expect([empty.status, empty.body.type]).to.deep.equal([400, 'urn:remit:problem:request-invalid']);
    expect(JSON.stringify(empty.body)).to.contain('question');
    const early = await owner.post<Told>(at('answer'), { answer: reply });
    expect([early.status, early.body.type]).to.deep.equal([409, 'urn:remit:problem:nothing-asked']);
    const own = await owner.post<Told>(at('request-information'), { question });
    expect([own.status, own.body.type]).to.deep.equal([403, 'urn:remit:problem:own-proposal']);
    await approver.post(at('request-information'), { question });
    const twice = await approver.post<Told>(at('request-information'), { question: 'And the third?' });
    expect([twice.status, twice.body.type]).to.deep.equal([409, 'urn:remit:problem:question-open']);
    const stranger = await (await house.as('owner.QKS')).post<Told>(at('answer'), { answer: reply });
    expect([stranger.status, stranger.body.type]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
    const theirs = await approver.post<Told>(at('answer'), { answer: reply });
    expect([theirs.status, theirs.body.type]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
    const released = await approver.post<Told>(at('release'));
    expect([released.body.state, released.body.clockStoppedAt]).to.deep.equal(['ready', null]);
    const late = await owner.post<Told>(at('answer'), { answer: reply });
    expect([late.status, late.body.type]).to.deep.equal([409, 'urn:remit:problem:nothing-asked']);
  });
});
