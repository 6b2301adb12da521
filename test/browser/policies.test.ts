import { expect } from 'chai';
import { openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('the pages of policies', function () {
  this.timeout(120_000);
  let site: PagedHouse;

  before(async () => {
    site = await openSite();
    const raised = await submitAt(site, 'QKS', { facts: { ...QUIET_FACTS, capitalGbp: 1_400_000 } });
    await openGateOf(await site.as('owner.QKS'), raised);
  });
  after(() => site.close());

  it('show a board its policy as a table, with what the check finds, and no script', async () => {
    const page = await site.signIn('board.QKS', { script: false });
    await page.getByRole('navigation').getByRole('link', { name: 'Policies' }).first().click();
    await page.getByRole('link', { name: 'Subsidiarity policy, version 1' }).click();
    expect(await page.locator('#S-11').innerText()).to.match(
      /S-11\s+The stage is Develop and implement strategies and plans, and the capital asked for is over £1,000,000 up to £25,000,000\s+Region/,
    );
    expect(await page.locator('#S-19').innerText()).to.contain('The Secretary of State, who is notified');
    expect(await page.getByRole('row').count()).to.equal(28);
    expect(await page.getByText('Nothing to mend.').count()).to.equal(1);
  });

  it('try facts that are typed as people type them, and say what cannot be tried and why', async () => {
    const page = await site.signIn('owner.QKS', { script: false });
    await page.goto('/policies/1/try');
    await page.getByLabel('How far it reaches').selectOption('system');
    await page.getByLabel('Capital asked for').fill('£1,400,000');
    await page.getByRole('button', { name: 'Try these facts' }).click();
    const verdict = page.locator('#verdict');
    expect(await verdict.innerText()).to.contain(
      'the capital asked for, £1,400,000, is over £1,000,000 (S-11).',
    );
    expect(await verdict.innerText()).to.contain('At £1,000,000 or less it would stay with the system.');
    await page.getByLabel('Consultancy asked for').fill('5');
    await page.getByLabel('Residual risk').fill('seven');
    await page.getByRole('button', { name: 'Try these facts' }).click();
    expect(await page.getByRole('alert').innerText()).to.contain('Enter a number up to 25');
    expect(await page.getByLabel('Capital asked for').inputValue()).to.equal('£1,400,000');
    await page.getByLabel('Residual risk').fill('6');
    await page.getByRole('button', { name: 'Try these facts' }).click();
    expect(await page.getByRole('alert').innerText()).to.contain(
      'consultancyGbp, 5, is more than revenueGbp, 0',
    );
    expect(await verdict.count()).to.equal(0);
    const missing = await page.goto('/policies/none');
    expect(missing?.status()).to.equal(404);
  });

  it('tell a board how decisions were routed, and nobody else', async () => {
    const page = await site.signIn('board.QKS', { script: false });
    await page.goto('/learning');
    expect(await page.locator('.nhsuk-lede-text').innerText()).to.equal(
      '1 gate opened, of them 1 (100%) above the level where they belong.',
    );
    await page.getByRole('link', { name: 'S-11 of version 1' }).click();
    expect(page.url()).to.match(/\/policies\/1#S-11$/);
    await page.goto('/learning?until=2020-01-01');
    expect(await page.getByText('No gate opened on those days.').count()).to.equal(1);
    const other = await site.signIn('owner.QKS', { script: false });
    expect((await other.goto('/learning'))?.status()).to.equal(403);
  });

  for (const width of [1280, 320])
    it(`have no accessibility problem and no sideways scroll at ${width} pixels`, async () => {
      const page = await site.signIn('board.QKS', { width });
      for (const address of ['/policies', '/policies/1', '/policies/1/try?residualRisk=7', '/learning']) {
        await page.goto(address);
        expect(await accessibilityProblems(page), address).to.deep.equal([]);
        expect(await overflow(page), `${address} scrolls sideways`).to.equal(0);
      }
    });
});
