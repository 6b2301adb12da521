import { expect } from 'chai';
import { openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';
import { SHIPPED_XML, withCell } from '../support/shipped-policy.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('the pages of policies', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  let initiative: string;

  before(async () => {
    site = await openSite();
    initiative = await submitAt(site, 'QKS', { facts: { ...QUIET_FACTS, capitalGbp: 1_400_000 } });
    await openGateOf(await site.as('owner.QKS'), initiative);
  });
  after(() => site.close());

  /** One by which capital up to £2,000,000 stays with the system, with what it needs of two rules. */
  function textOf(version: string): string {
    const wider = withCell(SHIPPED_XML, 'S-10', 'capitalGbp', '(50000..2000000]');
    return withCell(wider, 'S-11', 'capitalGbp', '(2000000..25000000]').replace(
      '<remit:policy version="1" />',
      `<remit:policy version="${version}" />`,
    );
  }

  async function draft(version: string): Promise<void> {
    const dmn = textOf(version);
    const board = await site.as('board.national');
    const made = await board.post('/v1/policies', { dmn });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
  }

  it('show what a draft means differently, and ask the whole history again by it, with no script', async () => {
    await draft('2');
    const page = await site.signIn('board.national', { script: false });
    await page.goto('/policies/2');
    const differences = page.getByRole('region', { name: /^Difference/ });
    expect(await differences.count()).to.equal(1);
    expect(await differences.innerText()).to.match(
      /^Decided at region \(S-11\) before, and at system \([^)]+\) now, because of S-11, .*over £1,000,000 up to £2,000,000/,
    );
    expect(await page.getByText('Drafted by').count()).to.equal(1);
    await page.getByRole('link', { name: 'Ask the whole history again by this version' }).click();
    await page.getByRole('button', { name: 'Ask the history again' }).click();
    expect(await page.locator('.nhsuk-lede-text').innerText()).to.equal(
      '1 verdict on 1 initiative asked again: 1 would be another.',
    );
    expect(await page.getByRole('row', { name: 'More local 1' }).innerText()).to.contain('1');
    expect(await page.getByRole('img', { name: 'Where version 2 would decide' }).count()).to.equal(1);
    expect(await page.getByText('Before: region').innerText()).to.contain('Then: system');
    expect(await page.getByRole('button', { name: 'Go on' }).count()).to.equal(0);
  });

  it('take a policy from a file through its life, and say at each form what cannot be', async () => {
    const page = await site.signIn('board.national', { script: false });
    const choose = async (dmn: string): Promise<void> => {
      const file = { name: 'policy.dmn', mimeType: 'text/xml', buffer: Buffer.from(dmn) };
      await page.getByLabel('The policy').setInputFiles(file);
    };
    await page.goto('/policies');
    await page.getByRole('link', { name: 'Draft another version' }).click();
    const keep = page.getByRole('button', { name: 'Keep as a draft' });
    await keep.click();
    expect(await page.getByRole('alert').innerText()).to.contain('Choose the file of the policy');
    await choose('<nothing/>');
    await keep.click();
    expect(await page.getByRole('alert').innerText()).to.contain('This is no');
    await choose(textOf('forms'));
    await keep.click();
    await page.waitForURL(/\/policies\/forms$/);

    await page.getByRole('link', { name: 'Replace this draft' }).click();
    await choose(textOf('other'));
    await page.getByRole('button', { name: 'Replace the draft' }).click();
    expect(await page.getByRole('alert').innerText()).to.contain('The text says that it is version other');
    await choose(SHIPPED_XML.replace('<remit:policy version="1" />', '<remit:policy version="forms" />'));
    await page.getByRole('button', { name: 'Replace the draft' }).click();
    await page.waitForURL(/\/policies\/forms$/);
    expect(await page.getByText('no facts are decided otherwise').count()).to.equal(1);

    await page.getByRole('button', { name: 'Put on trial' }).click();
    expect(await page.getByText('On trial', { exact: true }).count()).to.equal(1);
    await page.getByRole('link', { name: 'Put it in force from a day' }).click();
    const force = page.getByRole('button', { name: 'Put in force' });
    await force.click();
    expect(await page.getByRole('alert').innerText()).to.contain(
      'Enter the id or the address of the initiative',
    );
    await page.getByLabel('The initiative that it was approved by').fill(`/initiatives/${initiative}`);
    await page.getByLabel('Day').fill('1');
    await page.getByLabel('Month').fill('1');
    await page.getByLabel('Year').fill('2127');
    await force.click();
    expect(await page.getByRole('alert').innerText()).to.contain('This initiative is about no policy');
    expect(await page.getByLabel('Year').inputValue()).to.equal('2127');

    await page.goto('/policies/forms');
    await page.getByRole('button', { name: 'Drop this version' }).click();
    expect(await page.getByText('Retired', { exact: true }).count()).to.equal(1);
    expect(await page.getByRole('button', { name: 'Drop this version' }).count()).to.equal(0);
    const other = await site.signIn('board.QKS', { script: false });
    expect((await other.goto('/draft-policy'))?.status()).to.equal(403);
    await other.goto('/policies/2');
    expect(await other.getByRole('button', { name: 'Put on trial' }).count()).to.equal(0);
  });

  it('do not go on with what is no replay, nor ask for who is on no board', async () => {
    const page = await site.signIn('board.national', { script: false });
    await page.goto('/policies/1/replay');
    await page.evaluate(
      `document.querySelector('form[action$="replay"]').insertAdjacentHTML('beforeend', '<input name="after" value="nonsense">')`,
    );
    const refused = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Ask the history again' }).click();
    expect((await refused).status()).to.equal(400);
    const other = await site.signIn('owner.QKS', { script: false });
    expect((await other.goto('/policies/1/replay'))?.status()).to.equal(403);
  });

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
      const page = await site.signIn('board.national', { width });
      for (const address of [
        '/policies',
        '/policies/1',
        '/policies/1/try?residualRisk=7',
        '/policies/1/replay',
        '/learning',
      ]) {
        await page.goto(address);
        expect(await accessibilityProblems(page), address).to.deep.equal([]);
        expect(await overflow(page), `${address} scrolls sideways`).to.equal(0);
      }
      const version = `w${width}`;
      await draft(version);
      await page.goto(`/policies/${version}`);
      expect(await accessibilityProblems(page), 'a draft').to.deep.equal([]);
      expect(await overflow(page), 'a draft scrolls sideways').to.equal(0);
      await page.goto(`/policies/${version}/replay`);
      await page.getByRole('button', { name: 'Ask the history again' }).click();
      await page.locator('.nhsuk-lede-text').waitFor();
      expect(await accessibilityProblems(page), 'a replay').to.deep.equal([]);
      expect(await overflow(page), 'a replay scrolls sideways').to.equal(0);
      if (process.env['REMIT_SHOTS'] !== undefined)
        await page.screenshot({ path: `${process.env['REMIT_SHOTS']}/replay-${width}.png`, fullPage: true });
    });
});
