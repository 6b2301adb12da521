import { expect } from 'chai';
import { pdf } from '../support/files.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

describe('attaching in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';

    it(`a file is attached by the owner, read by who decides, and removed ${how}`, async () => {
      const id = await submitAt(site, 'QKS', { title: `A file ${how}` });
      const gate = await openGateOf(await site.as('owner.QKS'), id);
      const page = await site.signIn('owner.QKS', { script, width: 390 });
      await page.goto(`/initiatives/${id}`);
      await page.getByRole('link', { name: 'Attach or remove files' }).click();
      await page.getByText('No files are attached.').waitFor();

      await page.getByRole('button', { name: 'Attach', exact: true }).click();
      const problem = page.getByRole('alert').getByRole('link');
      expect(await problem.allInnerTexts()).to.deep.equal(['Choose a file']);
      await problem.click();
      expect(await page.locator(':focus').getAttribute('id')).to.equal('file');

      await page.getByLabel('File', { exact: true }).setInputFiles(file('plan.pdf', Buffer.from('MZ\x90\0')));
      await page.getByRole('button', { name: 'Attach', exact: true }).click();
      expect(await problem.innerText()).to.match(/What can be attached: pdf/);
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);

      await page.getByLabel('What it belongs to').selectOption({ value: 'stage:develop-plan' });
      await page.getByLabel('File', { exact: true }).setInputFiles(file('The costs.pdf', pdf(how)));
      await page.getByRole('button', { name: 'Attach', exact: true }).click();
      await page.getByRole('link', { name: 'The costs.pdf' }).waitFor();
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      expect(await overflow(page)).to.equal(0);

      const task = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
      const approver = await site.signIn('approver-1.QKS', { script });
      await approver.goto(`/tasks/${task}`);
      const downloading = approver.waitForEvent('download');
      await approver.getByRole('link', { name: 'The costs.pdf' }).click();
      const got = await downloading;
      expect(got.suggestedFilename()).to.equal('The costs.pdf');
      const bytes: Buffer[] = [];
      for await (const piece of await got.createReadStream()) bytes.push(piece as Buffer);
      expect(Buffer.concat(bytes).equals(pdf(how))).to.equal(true);
      await approver.goto(`/initiatives/${id}/files`);
      await approver.getByText('There is nothing here that you could attach a file to.').waitFor();
      expect(await approver.getByRole('button', { name: 'Remove' }).count()).to.equal(0);

      await page.getByRole('button', { name: 'Remove The costs.pdf' }).click();
      await page.getByText('No files are attached.').waitFor();
      await page.goto(`/initiatives/${id}`);
      expect(await page.locator('#timeline + ol').innerText()).to.match(
        /attached a file to “.*”\.[\s\S]*removed a file\./,
      );
    });
  }

  it('a file from a page elsewhere is not taken', async () => {
    const id = await submitAt(site, 'QKS', { title: 'Not from elsewhere' });
    const page = await site.signIn('owner.QKS', { script: true });
    await page.goto(`/initiatives/${id}/files`);
    await page.evaluate(
      `document.querySelectorAll('input[name="_csrf"]').forEach((input) => { input.value = 'guessed'; })`,
    );
    await page.getByLabel('File', { exact: true }).setInputFiles(file('plan.pdf', pdf('x')));
    await page.getByRole('button', { name: 'Attach', exact: true }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`/initiatives/${id}/files`);
    await page.getByText('No files are attached.').waitFor();
  });
});
