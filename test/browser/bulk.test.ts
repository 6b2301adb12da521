import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('many tasks at once in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  const look = async (page: Page, script: boolean) => {
    expect(await overflow(page)).to.equal(0);
    // What looks for problems is a script itself.
    if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
  };

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';

    it(`are claimed, reminded of and released ${how}`, async () => {
      const titles = [`Falls at home ${how}`, `Falls on wards ${how}`];
      const ids = await Promise.all(titles.map((title) => submitAt(site, 'QKS', { title })));
      const owner = await site.as('owner.QKS');
      for (const id of ids) await openGateOf(owner, id);
      const page = await site.signIn('approver-1.QKS', { script, width: 390 });
      await page.goto('/queue');
      const tick = async () => {
        for (const title of titles)
          await page
            .getByRole('checkbox', { name: `Select “${title}”, Approval for` })
            .first()
            .check();
      };
      await page.getByRole('button', { name: 'Claim those ticked' }).click();
      expect(await page.getByRole('alert').innerText()).to.contain('No task was selected');
      await page.getByRole('link', { name: 'Back to my queue' }).click();
      await tick();
      await page.getByRole('button', { name: 'Claim those ticked' }).click();
      expect(await page.locator('main').innerText()).to.contain('2 of 2 claimed.');
      await look(page, script);

      const asker = await site.signIn('owner.QKS', { script });
      for (const id of ids) {
        await asker.goto(`/initiatives/${id}`);
        await asker.getByRole('button', { name: 'Remind those who are waited for' }).click();
        expect(await asker.locator('main').innerText()).to.contain('Whom it waits for is reminded.');
        await asker.goto(`/initiatives/${id}`);
        expect(await asker.getByRole('button', { name: 'Remind those who are waited for' }).count()).to.equal(
          0,
        );
        const types = (await historyOf(owner, id)).map(({ type }) => type);
        expect(types).to.include.members(['task-claimed', 'task-reminded']);
        expect(await asker.locator('#timeline + ol').innerText()).to.contain('reminded of a task');
      }

      await page.goto('/queue');
      expect(await page.getByText(/Somebody reminded of it on/).count()).to.be.at.least(2);
      await look(page, script);
      await tick();
      await page.getByRole('button', { name: 'Release those ticked' }).click();
      expect(await page.locator('main').innerText()).to.contain('2 of 2 released.');
      await page.getByRole('link', { name: 'Back to my queue' }).click();
      await tick();
      // They wait for whoever takes them now: that is somebody else than was reminded before.
      for (const told of ['2 of 2 reminded of.', '0 of 2 reminded of, 2 not.']) {
        await page.getByRole('button', { name: 'Remind of those ticked' }).click();
        expect(await page.locator('main').innerText()).to.contain(told);
        if (told.startsWith('0')) break;
        await page.getByRole('link', { name: 'Back to my queue' }).click();
        await tick();
      }
      expect(await page.locator('main').innerText()).to.contain('Once a day is enough.');
    });
  }
});
