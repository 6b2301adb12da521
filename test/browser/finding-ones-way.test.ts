import { expect } from 'chai';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

/** So many filters stand above the queue. */
const IN_SIGHT = 8;

describe('finding one’s way', () => {
  let site: PagedHouse;
  before(async () => {
    site = await openSite({ worker: false });
  });
  after(() => site.close());

  it('a page that says what went wrong has the navigation of who asks', async () => {
    const page = await site.signIn('board.QKS', { script: false });
    const items = async () =>
      (await page.locator('.nhsuk-header__navigation-list li').allInnerTexts()).map((text) => text.trim());
    const theirs = await items();
    expect(theirs).to.include('Lowered levels');
    const unknown = '/initiatives/01900000-0000-7000-8000-000000000000';
    for (const [address, status] of [
      ['/nowhere', 404],
      [unknown, 404],
    ] as const) {
      const answer = await page.goto(address);
      expect([answer?.status(), await items()], address).to.deep.equal([status, theirs]);
    }
    // A form of another session.
    const refused = await page.request.post('/told', { form: { _csrf: 'another' } });
    expect(refused.status()).to.equal(403);
    expect(await refused.text())
      .to.include('This was not taken')
      .and.include('Lowered levels');
    const approver = await site.signIn('approver-1.QKS');
    expect((await approver.goto('/lowered'))?.status()).to.equal(403);
    const shown = await approver.locator('.nhsuk-header__navigation-list li').allInnerTexts();
    expect(shown.join()).to.not.include('Lowered levels');
    const stranger = await (await site.window()).newPage();
    expect((await stranger.goto('/nowhere'))?.status()).to.equal(404);
    expect(await accessibilityProblems(stranger)).to.deep.equal([]);
  });

  it('of many filters that others share few stand above the queue, one’s own first, and the rest behind them', async () => {
    const [colleague, own] = [await site.as('approver-2.QKS'), await site.as('approver-1.QKS')];
    const keep = async (by: typeof own, name: string, level: string, sharedWith: string | null) => {
      const filter = { name, query: { queue: 'mine', level, q: name }, sharedWith };
      expect((await by.post('/v1/filters', filter)).status).to.equal(201);
    };
    for (let each = 1; each <= 12; each += 1) await keep(colleague, `Theirs ${each}`, 'region', 'QKS');
    await keep(own, 'Mine', 'system', null);
    for (const [width, script] of [
      [1280, true],
      [360, false],
    ] as const) {
      const page = await site.signIn('approver-1.QKS', { width, script });
      const queues = page.getByRole('navigation', { name: 'Queues' });
      const above = queues.locator('> ul a[href*="q="]');
      expect(await above.count()).to.equal(IN_SIGHT);
      expect(await above.allInnerTexts()).to.include('Mine (0)');
      const behind = queues.locator('details');
      expect(await behind.getAttribute('open')).to.equal(null);
      await behind.locator('summary').click();
      const hidden = behind.getByRole('link');
      expect(await hidden.count()).to.equal(13 - IN_SIGHT);
      expect(await overflow(page)).to.equal(0);
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      const name = ((await hidden.first().innerText()).split(' (')[0] ?? '').trim();
      await hidden.first().click();
      // What is shown stands in sight.
      await page.locator('nav[aria-label="Queues"] > ul a[aria-current="page"]').waitFor();
      expect(await above.allInnerTexts()).to.include(`${name} (0)`);
      expect(await above.count()).to.equal(IN_SIGHT);
    }
  });
});
