import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { addDays } from '../support/days.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, type GateView } from '../support/initiatives.ts';
import type { ItemView, SittingView } from '../support/sittings.ts';

const BODY = 'QUY';

const typeOf = ({ body }: { readonly body: unknown }) => (body as { type: string }).type.split(':').at(-1);

describe('a sitting', function () {
  this.timeout(90_000);
  let house: House;
  let nurse: Asker;
  let doctor: Asker;
  let signatory: Asker;
  let board: Asker;
  let owner: Asker;
  const ids: Record<string, string> = {};

  before(async () => {
    house = await openHouse();
    nurse = await house.as(`approver-1.${BODY}`);
    doctor = await house.as(`approver-2.${BODY}`);
    signatory = await house.as(`signatory.${BODY}`);
    board = await house.as(`board.${BODY}`);
    owner = await house.as(`owner.${BODY}`);
    for (const [name, who] of Object.entries({ nurse, doctor, signatory, board, owner }))
      ids[name] = (await who.get<{ id: string }>('/v1/people/me')).body.id;
  });
  after(() => house.close());

  const idOf = (name: string) => ids[name] ?? '';
  const today = () => new Date().toISOString();
  const on = (days: number) => `${addDays(days)}T10:00:00.000Z`;

  async function gates(
    ...titles: readonly string[]
  ): Promise<readonly (GateView & { initiative: string })[]> {
    const all = await Promise.all(titles.map((title) => submitAt(house, BODY, { title })));
    return Promise.all(all.map(async (id) => ({ ...(await openGateOf(owner, id)), initiative: id })));
  }

  async function convened(
    agenda: readonly string[],
    more: Record<string, unknown> = {},
  ): Promise<SittingView> {
    const { status, body } = await board.post<SittingView>('/v1/sittings', {
      body: BODY,
      title: 'Decisions of the week',
      where: 'Room 4',
      heldAt: today(),
      agenda,
      invited: ['nurse', 'doctor', 'signatory'].map(idOf),
      ...more,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  }

  const read = async (who: Asker, id: string) => (await who.get<SittingView>(`/v1/sittings/${id}`)).body;
  const shownAt = ({ agenda }: SittingView, place: number): ItemView => agenda[place - 1]!.shown!;

  function vote(who: Asker, task: string, contentHash: string, sitting?: string, more = {}) {
    return who.post(`/v1/tasks/${task}/complete`, {
      outcome: 'approve',
      contentHash,
      ...(sitting !== undefined && { sitting }),
      ...more,
    });
  }

  it('takes several gates together, each with its own votes, and its record tells of them whatever happens later', async () => {
    const [one, two, three] = await gates('One', 'Two', 'Three');
    const sitting = await convened([one!, two!, three!].map(({ id }) => id));
    expect(sitting.agenda.map(({ shown }) => shown?.initiative.title)).to.deep.equal(['One', 'Two', 'Three']);
    const early = await board.get(`/v1/sittings/${sitting.id}/record`);
    expect([early.status, typeOf(early)]).to.deep.equal([409, 'sitting-open']);

    for (const who of [nurse, doctor, signatory]) {
      const { yourTask } = shownAt(await read(who, sitting.id), 1);
      if (yourTask === null) continue;
      const more =
        who === signatory ? { conditions: [{ text: 'Tell staff', owner: 'Lead', due: addDays(30) }] } : {};
      const voted = await vote(who, yourTask, one!.contentHash, sitting.id, more);
      expect(voted.status, JSON.stringify(voted.body)).to.equal(200);
    }
    const deferred = await board.post(`/v1/sittings/${sitting.id}/items/${two!.id}/defer`, {
      reason: 'The figures are missing.',
    });
    expect(deferred.status).to.equal(200);
    await board.post(`/v1/sittings/${sitting.id}/attendance`, {
      people: [
        { person: idOf('nurse'), attendance: 'present' },
        { person: idOf('signatory'), attendance: 'absent' },
      ],
    });
    const before = await read(board, sitting.id);
    expect(shownAt(before, 1)).to.include({
      gateState: 'approved',
      taken: true,
      decidedHere: true,
      notice: null,
    });
    expect(shownAt(before, 2)).to.include({ state: 'deferred', gateState: 'open', taken: false });
    const closed = await board.post<SittingView>(`/v1/sittings/${sitting.id}/close`);
    expect(closed.body.state).to.equal('closed');

    // What is decided later of what was deferred is no part of it.
    const record = await board.get<SittingView & { bodyName: string }>(`/v1/sittings/${sitting.id}/record`);
    await vote(nurse, two!.seats.find(({ role }) => role === 'approver')!.task, two!.contentHash);
    await owner.post(`/v1/initiatives/${three!.initiative}/withdraw`, { reason: 'Later.' });
    const again = await board.get<SittingView>(`/v1/sittings/${sitting.id}/record`);
    expect(again.body).to.deep.equal(record.body);
    expect(shownAt(record.body, 1).votes.every(({ vote: each }) => each.sitting === sitting.id)).to.equal(
      true,
    );
    expect(shownAt(record.body, 2)).to.include({ reason: 'The figures are missing.', gateState: 'open' });
    expect(shownAt(record.body, 3)).to.include({ gateState: 'open', taken: false, notice: null });
    // Who answered was there, whatever was recorded.
    const there = new Map(record.body.people.map(({ person, attendance }) => [person.id, attendance]));
    expect(there.get(idOf('signatory'))).to.equal('present');

    const history = await historyOf(owner, one!.initiative);
    expect(history.map(({ type }) => type)).to.include.members(['put-on-agenda', 'gate-decided']);
    const cast = history.filter(({ type }) => type === 'task-completed');
    expect(cast.every(({ data }) => (data['vote'] as { sitting?: string }).sitting === sitting.id)).to.equal(
      true,
    );
    const second = await historyOf(owner, two!.initiative);
    expect(second.find(({ type }) => type === 'deferred-at-sitting')?.data).to.include({
      sitting: sitting.id,
    });
  });

  it('takes no vote that is not one of it: each says why, is recorded, and can be cast without it', async () => {
    const [one, two] = await gates('A', 'B');
    const task = one!.seats.find(({ role }) => role === 'approver')!.task;
    const other = two!.seats.find(({ role }) => role === 'approver')!.task;
    const later = await convened([one!.id], { heldAt: on(9) });
    const now = await convened([one!.id], { invited: [idOf('doctor')] });
    const told = async (who: Asker, at: string, id: string) =>
      typeOf(await vote(who, id, one!.contentHash, at));
    expect(await told(nurse, uuid(), task)).to.equal('sitting-unknown');
    expect(await told(nurse, later.id, task)).to.equal('sitting-not-yet');
    expect(await told(nurse, now.id, task)).to.equal('not-invited');
    expect(typeOf(await vote(doctor, other, two!.contentHash, now.id))).to.equal('not-on-agenda');
    // Their own proposal is refused as ever, before anything is said of the sitting.
    expect(await told(owner, now.id, task)).to.equal('own-proposal');
    await board.post(`/v1/sittings/${now.id}/cancel`);
    expect(await told(doctor, now.id, task)).to.equal('sitting-over');
    const refused = (await historyOf(owner, one!.initiative)).filter(({ type }) => type === 'vote-refused');
    expect(refused.map(({ data }) => data['code'])).to.deep.equal([
      'sitting-unknown',
      'sitting-not-yet',
      'not-invited',
      'own-proposal',
      'sitting-over',
    ]);
    expect((await vote(doctor, task, one!.contentHash)).status).to.equal(200);
  });

  it('is changed by its version; what is struck comes back; a second try with its key is answered as the first was', async () => {
    const [one, two] = await gates('C', 'D');
    const key = { 'idempotency-key': uuid() };
    const asked = { body: BODY, title: 'T', heldAt: on(3), agenda: [one!.id], invited: [idOf('nurse')] };
    const first = await board.post<SittingView>('/v1/sittings', asked, key);
    const second = await board.post<SittingView>('/v1/sittings', asked, key);
    expect(second.body).to.deep.equal(first.body);
    const id = first.body.id;
    const change = (body: object, etag?: string) =>
      board.patch<SittingView>(`/v1/sittings/${id}`, body, etag === undefined ? {} : { 'if-match': etag });
    expect((await change({ title: 'U' })).status).to.equal(428);
    expect((await change({ title: 'U' }, '"99"')).status).to.equal(412);
    const swapped = await change({ agenda: [two!.id, one!.id], title: 'U' }, first.headers.get('etag') ?? '');
    expect(swapped.body.agenda.map(({ shown }) => shown?.initiative.title)).to.deep.equal(['D', 'C']);
    const struck = await change({ agenda: [one!.id], where: 'Online' }, swapped.headers.get('etag') ?? '');
    expect(struck.body.agenda.map(({ shown }) => shown?.state)).to.deep.equal(['struck', 'listed']);
    const back = await change({ agenda: [one!.id, two!.id] }, struck.headers.get('etag') ?? '');
    expect(back.body.agenda.map(({ shown }) => [shown?.initiative.title, shown?.state])).to.deep.equal([
      ['C', 'listed'],
      ['D', 'listed'],
    ]);
    const types = (await historyOf(owner, two!.initiative)).map(({ type }) => type);
    expect(types.filter((type) => type.endsWith('agenda'))).to.deep.equal([
      'put-on-agenda',
      'taken-off-agenda',
      'put-on-agenda',
    ]);
    const { body } = await board.get<{ items: { id: string; mine: boolean }[] }>(
      `/v1/sittings?gate=${two!.id}&state=convened`,
    );
    expect(body.items.map((each) => each.id)).to.deep.equal([id]);
    const mine = await nurse.get<{ items: { id: string }[] }>('/v1/sittings?mine=true&sort=heldAt&limit=1');
    expect(mine.body.items).to.have.length(1);
  });

  it('tells of a gate that was decided before, withdrawn, or whose content changed', async () => {
    const [one, two, three] = await gates('E', 'F', 'G');
    const sitting = await convened(
      [one!, two!, three!].map(({ id }) => id),
      { heldAt: on(1) },
    );
    for (const who of [nurse, doctor, signatory]) {
      const { yourTask } = shownAt(await read(who, sitting.id), 1);
      if (yourTask !== null) await vote(who, yourTask, one!.contentHash);
    }
    await owner.post(`/v1/initiatives/${two!.initiative}/withdraw`, {});
    const { headers } = await owner.get(`/v1/initiatives/${three!.initiative}`);
    const edited = await owner.patch(
      `/v1/initiatives/${three!.initiative}`,
      { aim: 'Another aim' },
      { 'if-match': headers.get('etag') ?? '' },
    );
    expect(edited.status).to.equal(200);
    const { agenda } = await read(board, sitting.id);
    expect(agenda.map(({ shown }) => shown?.notice)).to.deep.equal([
      'decided-before',
      'withdrawn',
      'content-changed',
    ]);
    const [early, unknown] = [
      await board.post(`/v1/sittings/${sitting.id}/close`),
      await board.post(`/v1/sittings/${sitting.id}/items/${three!.id}/defer`, { reason: 'No.' }),
    ];
    expect([typeOf(early), typeOf(unknown)]).to.deep.equal(['sitting-not-yet', 'sitting-not-yet']);
  });

  it('is convened by who decides, signs or reads for its body, of what is open there, for who may come', async () => {
    const [one] = await gates('H');
    const foreign = await house.as('approver-1.QMJ');
    const asked = { body: BODY, title: 'T', heldAt: on(2), agenda: [one!.id], invited: [] };
    expect((await foreign.post('/v1/sittings', asked)).status).to.equal(403);
    expect((await owner.post('/v1/sittings', asked)).status).to.equal(403);
    expect((await (await house.as('operator')).post('/v1/sittings', asked)).status).to.equal(403);
    const wrong = await board.post<{ fields: { field: string; rule: string }[] }>('/v1/sittings', {
      ...asked,
      heldAt: '2020-01-01T10:00:00Z',
      agenda: [one!.id, one!.id, uuid()],
      invited: [uuid(), (await foreign.get<{ id: string }>('/v1/people/me')).body.id],
    });
    expect(wrong.body.fields.map(({ field, rule }) => [field, rule])).to.deep.equal([
      ['agenda[1]', 'once'],
      ['agenda[2]', 'open-gate-of-body'],
      ['heldAt', 'not-past'],
      ['invited[0]', 'person-unknown'],
      ['invited[1]', 'of-the-agenda'],
    ]);
    // An id is the same in either case.
    const [agenda, invited] = [[one!.id.toUpperCase()], [idOf('nurse').toUpperCase()]];
    const made = await board.post<SittingView>('/v1/sittings', { ...asked, agenda, invited });
    expect([made.status, shownAt(made.body, 1).gate, made.body.people[0]?.person.id]).to.deep.equal([
      ...[201, one!.id, idOf('nurse')],
    ]);
    const none = await foreign.get<{ items: unknown[] }>('/v1/sittings');
    expect(none.body.items).to.deep.equal([]);
  });

  it('is seen by who is invited from elsewhere, who may send apologies and nothing else, and not by others', async () => {
    const [one] = await gates('I');
    const sitting = await convened([one!.id], { heldAt: on(2) });
    const foreign = await house.as('approver-1.QMJ');
    expect((await foreign.get(`/v1/sittings/${sitting.id}`)).status).to.equal(404);
    const database = await house.database.connect('remit_owner', 1);
    const { id } = (await foreign.get<{ id: string }>('/v1/people/me')).body;
    await database.query('insert into sitting_person (sitting, person) values ($1, $2)', [sitting.id, id]);
    const seen = await read(foreign, sitting.id);
    expect([seen.title, seen.agenda, seen.mayKeep]).to.deep.equal([
      'Decisions of the week',
      [{ place: 1, shown: null }],
      false,
    ]);
    const attend = (attendance: string, person: string) =>
      foreign.post<SittingView>(`/v1/sittings/${sitting.id}/attendance`, {
        people: [{ person, attendance }],
      });
    expect((await attend('apologies', idOf('nurse'))).status).to.equal(403);
    expect((await attend('present', id)).status).to.equal(403);
    const sent = await attend('apologies', id);
    expect(sent.body.people.find(({ person }) => person.id === id)?.attendance).to.equal('apologies');
    expect((await foreign.post(`/v1/sittings/${sitting.id}/cancel`)).status).to.equal(403);
  });

  it('suggests what the same people could decide, what is due first before the rest', async () => {
    const [one, two] = await gates('J', 'K');
    const { status, body } = await board.get<{
      items: {
        people: { id: string }[];
        gates: { gate: string; dueAt: string; sittings: { id: string; heldAt: string }[] }[];
      }[];
    }>(`/v1/sittings/suggested?body=${BODY}`);
    expect(status).to.equal(200);
    const together = body.items.find(({ gates: all }) => all.some(({ gate }) => gate === one!.id));
    expect(together?.gates.map(({ gate }) => gate)).to.include.members([one!.id, two!.id]);
    expect(together?.people.map(({ id }) => id)).to.include.members(['nurse', 'doctor'].map(idOf));
    const due = together?.gates.map(({ dueAt }) => dueAt) ?? [];
    expect(due).to.deep.equal(due.toSorted());
    expect(together?.gates.find(({ gate }) => gate === two!.id)?.sittings).to.deep.equal([]);
    const ahead = [on(9), on(2)];
    const [late, soon] = await Promise.all(ahead.map((heldAt) => convened([two!.id], { heldAt })));
    const told = async () => {
      const { items } = (await board.get<typeof body>(`/v1/sittings/suggested?body=${BODY}`)).body;
      return items.flatMap(({ gates: all }) => all).find(({ gate }) => gate === two!.id)?.sittings;
    };
    expect(await told()).to.deep.equal([
      { id: soon!.id, heldAt: ahead[1] },
      { id: late!.id, heldAt: ahead[0] },
    ]);
    await board.post(`/v1/sittings/${soon!.id}/cancel`);
    expect(await told()).to.deep.equal([{ id: late!.id, heldAt: ahead[0] }]);
    // With an answer the doctor gives one no more: it is not the same people who could take it.
    await vote(doctor, one!.seats.find(({ role }) => role === 'approver')!.task, one!.contentHash);
    const again = await board.get<typeof body>(`/v1/sittings/suggested?body=${BODY}`);
    const apart = again.body.items.find(({ gates: all }) => all.some(({ gate }) => gate === one!.id));
    expect(apart?.gates.map(({ gate }) => gate)).to.not.include(two!.id);
    expect(
      (await (await house.as('approver-1.QMJ')).get(`/v1/sittings/suggested?body=${BODY}`)).status,
    ).to.equal(403);
  });
});
