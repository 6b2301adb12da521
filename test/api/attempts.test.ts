import { expect } from 'chai';
import { createLog } from '../../contracts/log.ts';
import { openHouse, type Asker, type House, type Reply } from '../support/house.ts';
import { draftAt, historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

const told = ({ status, body }: Reply) => [status, String(body['type']).replace('urn:remit:problem:', '')];
const idOf = async (who: Asker) => (await who.get<{ id: string }>('/v1/people/me')).body.id;

describe('an attempt at what is not theirs', function () {
  this.timeout(120_000);
  let house: House;
  let minutes = 0;
  const lines: string[] = [];
  let owner: Asker;
  let approver: Asker;

  before(async () => {
    house = await openHouse({
      clock: () => new Date(Date.now() + minutes * 60_000).toISOString(),
      log: createLog('test', 'info', { write: (line) => lines.push(line) }),
    });
    owner = await house.as('owner.QMJ');
    approver = await house.as('approver-1.QMJ');
  });
  after(() => house.close());

  const attemptsAt = async (id: string) =>
    (await historyOf(owner, id)).filter(({ type }) => type === 'attempt-refused');

  it('is in the history of who may see it, once an hour, without words', async () => {
    const id = await submitAt(house, 'QMJ');
    const gate = await openGateOf(owner, id);
    const task = String(gate.seats.find(({ role }) => role === 'approver')?.task);
    for (let n = 0; n < 3; n += 1)
      expect(
        told(await approver.post(`/v1/initiatives/${id}/withdraw`, { reason: 'Not mine' })),
      ).to.deep.equal([403, 'not-allowed']);
    expect(told(await owner.post(`/v1/tasks/${task}/claim`))).to.deep.equal([403, 'own-proposal']);
    const [by, mine] = [await idOf(approver), await idOf(owner)];
    expect((await attemptsAt(id)).map(({ data }) => data)).to.deep.equal([
      { by, command: 'withdraw-initiative', code: 'not-allowed', task: null, gate: null },
      { by: mine, command: 'claim-task', code: 'own-proposal', task, gate: null },
    ]);
    minutes += 61;
    await approver.post(`/v1/initiatives/${id}/withdraw`);
    expect(await attemptsAt(id)).to.have.lengthOf(3);
  });

  it('changes nothing else: no version that anybody holds, no task, nothing that the workflow waits for', async () => {
    const id = await submitAt(house, 'QMJ');
    const gate = await openGateOf(owner, id);
    const { headers } = await owner.get(`/v1/initiatives/${id}`);
    const system = await house.database.connect('remit_system', 1);
    const next = async () =>
      (
        await system.query<unknown[]>('select next_at, status, revision from initiative where id = $1', [id])
      )[0];
    const before = await next();
    await approver.post(`/v1/initiatives/${id}/submit`);
    await approver.patch(`/v1/initiatives/${id}`, { title: 'Mine' }, { 'if-match': '"1"' });
    expect(await attemptsAt(id)).to.have.lengthOf(2);
    expect(await next()).to.deep.equal(before);
    expect(await openGateOf(owner, id)).to.deep.include({ id: gate.id, contentHash: gate.contentHash });
    const etag = headers.get('etag') ?? '';
    const edited = await owner.patch(`/v1/initiatives/${id}`, { title: 'Still mine' }, { 'if-match': etag });
    expect(edited.status, 'an editor who read it before').to.equal(200);
  });

  it('is answered once with its key', async () => {
    const id = await submitAt(house, 'QMJ');
    const key = { 'idempotency-key': `withdraw-${id}` };
    const [first, again] = [
      await approver.post(`/v1/initiatives/${id}/withdraw`, {}, key),
      await approver.post(`/v1/initiatives/${id}/withdraw`, {}, key),
    ];
    expect(again).to.deep.include({ status: first.status, body: first.body });
    expect(await attemptsAt(id)).to.have.lengthOf(1);
  });

  it('is not what is only not possible now', async () => {
    const id = await submitAt(house, 'QMJ');
    expect(told(await owner.post(`/v1/initiatives/${id}/submit`))).to.deep.equal([409, 'status-conflict']);
    const stale = await owner.patch(`/v1/initiatives/${id}`, { title: 'X' }, { 'if-match': '"9"' });
    expect(told(stale)).to.deep.equal([412, 'version-stale']);
    expect(await attemptsAt(id)).to.deep.equal([]);
  });

  it('of a file is told before a byte of it is kept', async () => {
    const id = await submitAt(house, 'QMJ');
    const form = new FormData();
    form.set('file', new Blob(['%PDF-1.7']), 'plan.pdf');
    const answer = await fetch(`${house.url}/v1/initiatives/${id}/attachments?to=proposal`, {
      method: 'POST',
      headers: { authorization: `Bearer ${approver.token}` },
      body: form,
    });
    expect([answer.status, ((await answer.json()) as { type: string }).type]).to.deep.equal([
      403,
      'urn:remit:problem:not-allowed',
    ]);
    expect((await attemptsAt(id)).map(({ data }) => data['command'])).to.deep.equal(['attach-file']);
    const system = await house.database.connect('remit_system', 1);
    expect(await system.query('select from upload where initiative = $1', [id])).to.deep.equal([]);
  });

  it('of a program is told where it may read what it may not change', async () => {
    const operator = await house.as('operator');
    const register = async (subject: string, scopes: readonly string[]) => {
      const asked = { subject, name: subject, body: 'QMJ', responsible: await idOf(owner), scopes };
      const { body } = await operator.post<{ id: string }>('/v1/service-accounts', asked);
      return { id: body.id, asks: await house.asService(subject) };
    };
    const reader = await register('service.reader', ['initiatives:read']);
    const writer = await register('service.writer', ['comments:write']);
    const id = await submitAt(house, 'QMJ');
    for (const { asks } of [reader, writer])
      expect(told(await asks.post(`/v1/initiatives/${id}/withdraw`))).to.deep.equal([403, 'scope-missing']);
    expect((await attemptsAt(id)).map(({ data }) => [data['by'], data['code']])).to.deep.equal([
      [reader.id, 'scope-missing'],
    ]);
  });

  it('of somebody who may not see it leaves nothing in it, and a line of the access log says who, what and why', async () => {
    const id = await draftAt(house, 'QMJ');
    const stranger = await house.as('owner.QHL');
    const path = `/v1/initiatives/${id}/submit`;
    expect(told(await stranger.post(path))).to.deep.equal([403, 'not-allowed']);
    const access = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['msg'] === 'request completed' && line['path'] === path);
    expect(access).to.deep.include({
      path,
      status: 403,
      problem: 'not-allowed',
      caller: await idOf(stranger),
    });
    expect(await attemptsAt(id)).to.deep.equal([]);
  });
});
