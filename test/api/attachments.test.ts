import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { MOST_ATTACHED } from '../../domain/attachment.ts';
import { codeOf, download, formWith, pdf, upload, type Attached } from '../support/files.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { draftAt, historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('attachments', function () {
  this.timeout(60_000);
  let house: House;
  let system: DataSource;
  let owner: Asker;
  before(async () => {
    house = await openHouse({ worker: true });
    system = await house.database.connect('remit_system', 2);
    owner = await house.as('owner.QMJ');
  });
  after(() => house.close());

  const loose = async () =>
    (await system.query<{ n: number }[]>('select count(*)::int as n from upload where not kept'))[0]?.n;

  it('of several megabytes come back as they went, to whoever may read the initiative and to nobody else', async () => {
    const id = await submitAt(house, 'QMJ');
    const bytes = Buffer.concat([pdf('large'), randomBytes(3_000_000)]);
    const made = await upload(house, owner, id, 'proposal', formWith(bytes, '../Plan “A”.PDF'));
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.headers.get('location')).to.equal(`/v1/initiatives/${id}/attachments/${made.body.id}`);
    expect(made.body).to.deep.include({
      name: 'Plan “A”.PDF',
      mediaType: 'application/pdf',
      size: bytes.length,
      sha256: sha256(bytes),
    });
    for (const name of ['owner.QMJ', 'approver-1.QMJ', 'board.Y56']) {
      const answer = await download(house, await house.as(name), id, made.body.id);
      expect(answer.status, name).to.equal(200);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes), name).to.equal(true);
      expect(answer.headers.get('content-type')).to.equal('application/pdf');
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
      expect(answer.headers.get('content-disposition')).to.match(/^attachment; filename=/);
      expect(answer.headers.get('etag')).to.equal(`"${sha256(bytes)}"`);
    }
    const known = { 'if-none-match': `"${sha256(bytes)}"` };
    expect((await download(house, owner, id, made.body.id, known)).status).to.equal(304);
    for (const name of ['approver-1.QHL', 'operator'])
      expect((await download(house, await house.as(name), id, made.body.id)).status, name).to.equal(403);
    const events = await historyOf(owner, id);
    expect(events.find(({ type }) => type === 'attachment-added')?.data).to.deep.include({
      id: made.body.id,
      sha256: sha256(bytes),
      size: bytes.length,
      mediaType: 'application/pdf',
      to: { kind: 'proposal' },
    });
  });

  it('are put in front of who decides: a vote without one is outdated, and the task says the new hash', async () => {
    const id = await submitAt(house, 'QMJ');
    const gate = await openGateOf(owner, id);
    const approver = await house.as('approver-1.QMJ');
    const task = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    expect((await approver.post(`/v1/tasks/${task}/complete`, vote)).status).to.equal(200);
    await upload(house, owner, id, 'proposal', formWith(pdf('costs'), 'costs.pdf'));
    const after = await openGateOf(owner, id);
    expect(after.contentHash).to.not.equal(gate.contentHash);
    const stale = await approver.post(`/v1/tasks/${task}/complete`, vote);
    expect([stale.status, codeOf(stale.body)]).to.deep.equal([409, 'content-changed']);
    const again = { ...vote, contentHash: after.contentHash };
    expect((await approver.post(`/v1/tasks/${task}/complete`, again)).status).to.equal(200);
  });

  it('go with a comment, by who made it', async () => {
    const id = await submitAt(house, 'QMJ');
    const approver = await house.as('approver-1.QMJ');
    const said = await approver.post<{ n: number }>(`/v1/initiatives/${id}/comments`, { text: 'See this' });
    const to = `comment&comment=${said.body.n}`;
    const made = await upload(house, approver, id, to, formWith(Buffer.from('a,b\n1,2\n'), 'table.csv'));
    expect([made.status, made.body.mediaType, made.body.to]).to.deep.equal([
      201,
      'text/csv',
      { kind: 'comment', comment: said.body.n },
    ]);
    const other = await upload(house, owner, id, to, formWith(pdf('x'), 'x.pdf'));
    expect([other.status, codeOf(other.body)]).to.deep.equal([403, 'not-allowed']);
    const none = await upload(house, owner, id, 'comment&comment=1', formWith(pdf('x'), 'x.pdf'));
    expect([none.status, codeOf(none.body)]).to.deep.equal([404, 'not-found']);
  });

  it('are answered again for a key after nothing more can be attached', async () => {
    const id = await draftAt(house, 'QMJ');
    const key = { 'idempotency-key': uuid() };
    const send = () => upload(house, owner, id, 'proposal', formWith(pdf('lost'), 'lost.pdf'), key);
    const first = await send();
    expect(first.status).to.equal(201);
    expect((await owner.post(`/v1/initiatives/${id}/submit`)).status).to.equal(200);
    expect((await owner.post(`/v1/initiatives/${id}/withdraw`)).status).to.equal(200);
    const again = await send();
    expect([again.status, again.body.id]).to.deep.equal([201, first.body.id]);
    const other = await upload(house, owner, id, 'proposal', formWith(pdf('new'), 'new.pdf'));
    expect([other.status, codeOf(other.body)]).to.deep.equal([409, 'status-conflict']);
    expect(await loose()).to.equal(0);
  });

  it('are attached once for a key: sent again, the answer is the one before and nothing more is kept', async () => {
    const id = await draftAt(house, 'QMJ');
    const key = { 'idempotency-key': uuid() };
    const sent = await Promise.all(
      Array.from({ length: 4 }, () =>
        upload(house, owner, id, 'proposal', formWith(pdf('once'), 'once.pdf'), key),
      ),
    );
    expect(new Set(sent.map(({ body }) => body.id)).size).to.equal(1);
    const { body } = await owner.get<{ items: Attached[] }>(`/v1/initiatives/${id}/attachments`);
    expect(body.items).to.have.lengthOf(1);
    expect(await loose()).to.equal(0);
    const other = await upload(house, owner, id, 'proposal', formWith(pdf('other'), 'o.pdf'), key);
    expect([other.status, codeOf(other.body)]).to.deep.equal([422, 'idempotency-key-reused']);
    expect(await loose()).to.equal(0);
  });

  const refused: readonly (readonly [what: string, form: () => FormData, status: number, code: string])[] = [
    [
      'a program called a PDF',
      () => formWith(Buffer.from('MZ\x90\0\x03'), 'plan.pdf', 'application/pdf'),
      422,
      'file-type-not-allowed',
    ],
    [
      'a page called a PDF',
      () => formWith(Buffer.from('<html><script>1</script>'), 'plan.pdf'),
      422,
      'file-type-not-allowed',
    ],
    [
      'a picture that is a program',
      () => formWith(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.svg'),
      422,
      'file-type-not-allowed',
    ],
    [
      'bytes called a text',
      () => formWith(Buffer.from([0x61, 0x00, 0x62]), 'notes.txt'),
      422,
      'file-type-not-allowed',
    ],
    [
      'a text that is not UTF-8',
      () => formWith(Buffer.from([0x61, 0xe9, 0x62]), 'notes.txt'),
      422,
      'file-type-not-allowed',
    ],
    ['an empty file', () => formWith(Buffer.alloc(0), 'nothing.pdf'), 422, 'file-empty'],
    [
      'a file that is too large',
      () => formWith(Buffer.concat([pdf('huge'), Buffer.alloc(MOST_ATTACHED.size)]), 'huge.pdf'),
      413,
      'file-too-large',
    ],
    [
      'a form without a file',
      () => {
        const form = new FormData();
        form.append('words', 'none');
        return form;
      },
      400,
      'request-invalid',
    ],
    [
      'a form with two files',
      () => {
        const form = formWith(pdf('1'), '1.pdf');
        form.append('file', new Blob(['2']), '2.txt');
        return form;
      },
      400,
      'request-invalid',
    ],
    [
      'a file in another field',
      () => {
        const form = new FormData();
        form.append('plan', new Blob(['2']), '2.txt');
        return form;
      },
      400,
      'request-invalid',
    ],
  ];
  for (const [what, form, status, code] of refused)
    it(`refuses ${what}, and keeps nothing of it`, async () => {
      const id = await draftAt(house, 'QMJ');
      const answer = await upload(house, owner, id, 'proposal', form());
      expect([answer.status, codeOf(answer.body)]).to.deep.equal([status, code]);
      expect(await loose()).to.equal(0);
      expect(
        (await owner.get<{ items: unknown[] }>(`/v1/initiatives/${id}/attachments`)).body.items,
      ).to.deep.equal([]);
    });

  it('refuses what is no form, and what does not say to which stage', async () => {
    const id = await draftAt(house, 'QMJ');
    const json = await owner.post(`/v1/initiatives/${id}/attachments?to=proposal`, { file: 'x' });
    expect([json.status, codeOf(json.body)]).to.deep.equal([415, 'not-a-form']);
    const which = await upload(house, owner, id, 'stage', formWith(pdf('x'), 'x.pdf'));
    expect([which.status, which.body.fields?.[0]?.field]).to.deep.equal([400, 'stage']);
  });

  it('are read from nobody who may not attach: not a byte is kept', async () => {
    const id = await submitAt(house, 'QMJ');
    const { n } = (await system.query<{ n: number }[]>('select count(*)::int as n from upload'))[0] ?? {};
    for (const [name, status] of [
      ['approver-1.QMJ', 403],
      ['owner.QHL', 403],
    ] as const) {
      const answer = await upload(house, await house.as(name), id, 'proposal', formWith(pdf('x'), 'x.pdf'));
      expect(answer.status, name).to.equal(status);
    }
    const nowhere = await upload(house, owner, uuid(), 'proposal', formWith(pdf('x'), 'x.pdf'));
    expect(nowhere.status).to.equal(404);
    expect((await system.query<{ n: number }[]>('select count(*)::int as n from upload'))[0]?.n).to.equal(n);
  });
});
