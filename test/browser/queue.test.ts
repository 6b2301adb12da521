import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('the queue in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
    for (const [title, residualRisk] of [
      ['Falls at home', 6],
      ['Scans in the evening', 20],
    ] as const) {
      const id = await submitAt(site, 'QKS', { title, facts: { ...QUIET_FACTS, residualRisk } });
      await openGateOf(await site.as('owner.QKS'), id);
    }
  });
  after(() => site.close());

  const look = async (page: Page, script: boolean) => {
    expect(await overflow(page)).to.equal(0);
    // What looks for problems is a script itself.
    if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
  };
  const main = (page: Page) => page.locator('main').innerText();
  const listed = (page: Page) => page.locator('table a').allInnerTexts();

  for (const [script, width, who] of [
    [true, 390, 'approver-1.QKS'],
    [false, 1280, 'approver-2.QKS'],
  ] as const)
    it(`is filtered, sorted and searched, and a filter is kept, ${script ? 'with' : 'without'} script`, async () => {
      const page = await site.signIn(who, { script, width });
      await page.goto('/queue');
      expect(await listed(page)).to.have.members(['Falls at home', 'Scans in the evening']);
      await page.getByRole('link', { name: 'Waits for you (2)' }).waitFor();
      await look(page, script);
      await page.getByLabel('Order').selectOption('Most urgent first');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      expect(await listed(page)).to.deep.equal(['Scans in the evening', 'Falls at home']);
      expect(await main(page)).to.contain('High priority');

      await page.getByLabel('Words of title, aim or lead body').fill('falling home');
      await page.getByText('More filters').click();
      await page.getByLabel('What is asked').selectOption('Approval');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      expect(await listed(page)).to.deep.equal(['Falls at home']);
      expect(await main(page)).to.contain('1 task fits this filter.');
      expect(await page.getByLabel('What is asked').inputValue()).to.equal('approval');
      await look(page, script);

      await page.getByText('Keep this filter').click();
      await page.getByRole('button', { name: 'Keep it' }).click();
      expect(await page.getByRole('alert').innerText()).to.contain('Give the filter a name');
      await look(page, script);
      await page.getByLabel('Name').fill('Falls');
      await page.getByLabel('My queue opens with it').check();
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByRole('link', { name: 'Falls (1)' }).waitFor();

      await page.goto('/queue');
      expect(await listed(page), 'the queue opens with it').to.deep.equal(['Falls at home']);
      await page.getByRole('link', { name: 'Waits for you (2)' }).click();
      expect(await listed(page)).to.have.lengthOf(2);

      await page.getByRole('link', { name: 'Change my filters' }).click();
      await page.waitForURL('**/filters');
      await look(page, script);
      await page.getByLabel('Name').fill('Falls of all kinds');
      await page.getByLabel('Share it with').selectOption({ index: 1 });
      await page.getByLabel('My queue opens with it').uncheck();
      await page.getByRole('button', { name: 'Save changes' }).click();
      const colleague = await site.signIn('signatory.QKS', { script });
      await colleague.goto('/filters');
      expect(await main(colleague)).to.match(/shares it with NHS Kent and Medway/);
      await page.getByRole('button', { name: 'Delete “Falls of all kinds”' }).click();
      expect(await main(page)).to.contain('You keep no filter yet.');
    });

  it('is looked through by somebody of a board, and a form that was sent before is said to be one', async () => {
    const page = await site.signIn('board.QKS', { script: false, width: 390 });
    expect(await main(page)).to.contain('a board reads what others decide');
    await page.getByRole('link', { name: 'Show every task that you may see' }).click();
    expect(await listed(page)).to.include.members(['Falls at home', 'Scans in the evening']);
    await page.getByText('Keep this filter').click();
    const key = page.locator('form[action="/filters"] [name="key"]');
    const sent = await key.inputValue();
    await page.getByLabel('Name').fill('All of ours');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('link', { name: /^All of ours/ }).waitFor();
    await page.goBack();
    await page.getByText('Keep this filter').click();
    // A browser that kept the page has the form as it was sent.
    await page.evaluate(`document.querySelector('form[action="/filters"] [name="key"]').value = '${sent}'`);
    await page.getByLabel('Name').fill('All of ours again');
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await page.getByRole('alert').innerText()).to.contain(
      'This form was sent before with other words',
    );
    expect(await page.getByLabel('Name').first().inputValue()).to.equal('All of ours again');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('link', { name: /^All of ours again/ }).waitFor();
  });
});
