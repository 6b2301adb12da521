import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, historyOf, openGateOf, submitAt } from '../support/initiatives.ts';

interface Said {
  readonly n: number;
  readonly by: { readonly name: string };
  readonly stage: string;
  readonly text: string | null;
  readonly type?: string;
}
interface Page {
  readonly items: readonly Said[];
  readonly page: { readonly next: string | null };
}

describe('comments', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('are read in order by everybody who may see the initiative, page by page', async () => {
    const id = await submitAt(house, 'QMJ');
    const [owner, approver] = [await house.as('owner.QMJ'), await house.as('approver-1.QMJ')];
    const { contentHash } = await openGateOf(owner, id);
    const texts = ['Who pays?', 'The trust does.', 'For how long?'];
    for (const [index, text] of texts.entries()) {
      const made = await (index % 2 === 0 ? approver : owner).post<Said>(`/v1/initiatives/${id}/comments`, {
        text: `  ${text} `,
      });
      expect([made.status, made.body.text, made.body.stage]).to.deep.equal([201, text, 'develop-plan']);
    }
    const first = await (await house.as('board.Y56')).get<Page>(`/v1/initiatives/${id}/comments?limit=2`);
    expect(first.body.items.map(({ text }) => text)).to.deep.equal(texts.slice(0, 2));
    const { next } = first.body.page;
    const rest = await owner.get<Page>(`/v1/initiatives/${id}/comments?limit=2&after=${next ?? ''}`);
    expect(rest.body).to.deep.include({ page: { next: null } });
    expect(rest.body.items.map(({ text }) => text)).to.deep.equal(texts.slice(2));
    const events = await historyOf(owner, id);
    expect(events.filter(({ type }) => type === 'comment-made').map(({ n }) => n)).to.deep.equal(
      [...first.body.items, ...rest.body.items].map(({ n }) => n),
    );
    expect((await openGateOf(owner, id)).contentHash, 'votes go on about the same').to.equal(contentHash);
  });

  it('are made once for a key', async () => {
    const id = await draftAt(house, 'QWE');
    const owner = await house.as('owner.QWE');
    const key = { 'idempotency-key': uuid() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        owner.post<Said>(`/v1/initiatives/${id}/comments`, { text: 'Once' }, key),
      ),
    );
    expect(new Set(answers.map(({ body }) => body.n)).size).to.equal(1);
    expect((await owner.get<Page>(`/v1/initiatives/${id}/comments`)).body.items).to.have.lengthOf(1);
  });

  it('are refused of who may not see it, without words, and of too many', async () => {
    const id = await draftAt(house, 'QWE');
    const comments = `/v1/initiatives/${id}/comments`;
    const stranger = await house.as('owner.QMJ');
    expect((await stranger.post(comments, { text: 'Hello' })).status).to.equal(403);
    expect((await stranger.get(comments)).status).to.equal(403);
    const owner = await house.as('owner.QWE');
    for (const text of ['', '   ', 'x'.repeat(4_001)]) {
      const { status, body } = await owner.post<{ fields: { field: string }[] }>(comments, { text });
      expect([status, body.fields.map(({ field }) => field)]).to.deep.equal([400, ['text']]);
    }
    expect((await owner.get<Page>(comments)).body.items).to.deep.equal([]);
  });
});
