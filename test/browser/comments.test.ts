import { expect } from 'chai';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const WORDS = 'The finance note is with the board.\nIt comes back on Thursday.';

describe('commenting in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';

    it(`is said by one and read by another ${how}`, async () => {
      const id = await submitAt(site, 'QKS', { title: `A finance note ${how}` });
      await openGateOf(await site.as('owner.QKS'), id);
      const page = await site.signIn('approver-1.QKS', { script, width: 390 });
      await page.goto(`/initiatives/${id}`);
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      const problem = page.getByRole('alert').getByRole('link');
      expect(await problem.allInnerTexts()).to.deep.equal(['Write what you want to say']);
      await problem.click();
      expect(await page.locator(':focus').getAttribute('id')).to.equal('words');
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      await page.getByLabel('Add a comment').fill(WORDS);
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByText('It comes back on Thursday.').first().waitFor();
      expect(await page.getByLabel('Add a comment').inputValue()).to.equal('');
      expect(await overflow(page)).to.equal(0);

      const owner = await site.signIn('owner.QKS', { script });
      await owner.goto(`/initiatives/${id}`);
      expect(await owner.locator('#comments + ul').innerText()).to.contain(
        'The finance note is with the board.',
      );
      expect(await owner.locator('#timeline + ol').innerText()).to.match(/commented\./);
    });
  }
});
