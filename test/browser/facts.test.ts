import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { draftAt, openGateOf, QUIET_FACTS, submitAt, until } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const BODY = 'QKS';
const RICH = { ...QUIET_FACTS, revenueGbp: 2_000_000 };

describe('facts and what lowers a level, in a browser', function () {
  this.timeout(180_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  const look = async (page: Page) => {
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    expect(await overflow(page)).to.equal(0);
  };
  const main = (page: Page) => page.locator('main').innerText();
  const section = (page: Page, name: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name }) });

  it('are confirmed, challenged and settled without script, and the board reads what that lowered', async () => {
    const linked = await draftAt(site, BODY, {
      title: 'The other half',
      facts: { ...QUIET_FACTS, revenueGbp: 1_000 },
    });
    const owner = await site.as(`owner.${BODY}`);
    const id = await submitAt(site, BODY, { title: 'Falls at home', linkedInitiatives: [linked] });
    await openGateOf(owner, id);
    const page = await site.signIn(`signatory.${BODY}`, { script: false });
    await page.goto(`/initiatives/${id}/facts`);
    const risk = section(page, 'Residual risk');
    expect(await risk.innerText()).to.contain('Nobody else has confirmed it yet.');
    await risk.getByRole('button', { name: 'Confirm' }).click();
    expect(await section(page, 'Residual risk').innerText()).to.contain('Confirmed by:');

    const revenue = section(page, 'Revenue');
    await revenue.getByText('Challenge it').click();
    await revenue.getByRole('button', { name: /^Challenge/ }).click();
    const problems = page.getByRole('alert').getByRole('link');
    expect(await problems.allInnerTexts()).to.deep.equal([
      'Enter what it is in pounds, like 240,000',
      'Say why: those who settle it read your reason',
    ]);
    await revenue.getByLabel('What is it?').fill('£2,000,000');
    await revenue.getByLabel('Why?').fill('The bid says two million');
    await revenue.getByRole('button', { name: /^Challenge/ }).click();
    expect(await revenue.innerText()).to.match(/Challenged as £2,000,000 by .*\n+The bid says two million/);

    await until('the region', async () =>
      (await openGateOf(owner, id)).level === 'region' ? true : undefined,
    );
    const region = await site.signIn('approver-1.Y59', { width: 390 });
    await region.goto(`/initiatives/${id}/facts`);
    await look(region);
    const there = section(region, 'Revenue');
    await there.getByRole('button', { name: /^Dismiss/ }).click();
    expect(await region.getByRole('alert').innerText()).to.contain(
      'Say why: the owner and who challenged it',
    );
    await look(region);
    await there.getByLabel('Your reason').fill('The bid was of last year');
    await there.getByRole('button', { name: /^Dismiss/ }).click();
    await there.getByText('Challenges that were settled').click();
    expect(await there.innerText()).to.contain('The bid was of last year');
    await look(region);

    const board = await site.signIn(`board.${BODY}`, { width: 390 });
    await board.goto('/lowered');
    const told = await main(board);
    expect(told).to.contain('dismissed a challenge of a fact.');
    expect(told).to.match(/From region to .* level\. Rules? S-07/);
    expect(told).to.match(/From £2,000,000, as .* said and nobody else confirmed/);
    await look(board);
    await board.goto('/lowered?until=2020-01-01');
    expect(await main(board)).to.contain('Nothing that fits the filter');
    await page.goto('/lowered');
    expect(await main(page)).to.contain('You cannot see or do this');
  });

  it('are listed by API page by page, as far as somebody may see', async () => {
    const owner = await site.as(`owner.${BODY}`);
    for (const title of ['One', 'Two']) {
      const id = await submitAt(site, BODY, { title, facts: RICH });
      await openGateOf(owner, id);
      const { headers } = await owner.get(`/v1/initiatives/${id}`);
      const edit = { facts: QUIET_FACTS };
      const done = await owner.patch(`/v1/initiatives/${id}`, edit, {
        'if-match': headers.get('etag') ?? '',
      });
      expect(done.status, JSON.stringify(done.body)).to.equal(200);
    }
    interface Listed {
      readonly items: readonly {
        initiative: { title: string };
        because: string;
        askedBy: { name: string };
        levels: { rules: string[] }[];
        facts: { fact: string; from: unknown; to: unknown; said: { from: { by: { name: string } } } }[];
      }[];
      readonly page: { next: string | null };
    }
    const board = await site.as(`board.${BODY}`);
    const list = (more = '') => board.get<Listed>(`/v1/audit/lowered?limit=1&body=${BODY}${more}`);
    const first = await list();
    const second = await list(`&after=${first.body.page.next ?? ''}`);
    const [latest] = first.body.items;
    expect([latest?.initiative.title, second.body.items[0]?.initiative.title]).to.deep.equal(['Two', 'One']);
    expect(latest?.because).to.equal('edited');
    expect(latest?.levels[0]?.rules).to.deep.equal(['S-07']);
    const [fact] = latest?.facts ?? [];
    expect([fact?.fact, fact?.from, fact?.to]).to.deep.equal(['revenueGbp', 2_000_000, 0]);
    expect(fact?.said.from.by.name).to.equal(latest?.askedBy.name);
    const today = new Date().toISOString().slice(0, 10);
    expect((await list(`&since=${today}`)).body.items).to.have.lengthOf(1);
    expect((await list('&until=2020-01-01')).body.items).to.deep.equal([]);
    const elsewhere = await site.as('board.QVV');
    expect((await elsewhere.get<Listed>('/v1/audit/lowered')).body.items).to.deep.equal([]);
    expect((await owner.get('/v1/audit/lowered')).status).to.equal(403);
    expect((await board.get('/v1/audit/lowered?after=nonsense')).status).to.equal(400);
  });

  it('leads each kind of user to their guide', async () => {
    for (const [subject, guide, width] of [
      [`owner.${BODY}`, 'For initiative owners', 1280],
      [`board.${BODY}`, 'For governance boards', 390],
      [`approver-1.${BODY}`, 'For approvers and signatories', 320],
    ] as const) {
      const page = await site.signIn(subject, { width, script: false });
      const help = page.getByRole('banner').getByRole('link', { name: 'Help' });
      await page.goto((await help.getAttribute('href')) ?? '');
      expect(await page.locator('h1').innerText()).to.equal(guide);
      await page.getByRole('link', { name: 'All guides' }).click();
      expect(await page.locator('h2').count()).to.be.above(3);
    }
    const page = await (await site.window({ width: 320 })).newPage();
    for (const address of ['/help', '/help/for-boards', '/help/api-guide', '/help/integrators']) {
      expect((await page.goto(address))?.status()).to.equal(200);
      await look(page);
    }
    expect((await page.goto('/help/README'))?.status()).to.equal(404);
  });
});
