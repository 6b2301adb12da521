import { expect } from 'chai';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const QUESTION = 'Who pays for the second year, and from which budget?';
const REPLY = 'The trust does, from its transformation fund.\nIts board agreed to it in May.';

describe('asking the owner in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';

    it(`is asked, answered and decided ${how}`, async () => {
      const title = `A second year ${how}`;
      const id = await submitAt(site, 'QKS', { title });
      await openGateOf(await site.as('owner.QKS'), id);
      const asker = await site.signIn('approver-1.QKS', { script });
      await asker.goto('/queue');
      await asker.getByRole('link', { name: title }).first().click();
      await asker.getByRole('button', { name: 'Ask the owner' }).click();
      await asker.getByRole('button', { name: 'Send the question' }).click();
      const problem = asker.getByRole('alert').getByRole('link');
      expect(await problem.allInnerTexts()).to.deep.equal(['Write what you want to know']);
      await problem.click();
      expect(await asker.locator(':focus').getAttribute('id')).to.equal('words');
      await asker.getByLabel('What do you want to know?').fill(QUESTION);
      await asker.getByRole('button', { name: 'Send the question' }).click();
      await asker.getByText('The owner has not answered yet.').waitFor();
      const held = await asker.locator('main').innerText();
      expect(held).to.contain(QUESTION).and.to.contain('the time to decide stands still');
      expect(held).to.contain('or later: it waits for an answer');

      const owner = await site.signIn('owner.QKS', { script });
      await owner.goto('/queue');
      expect(await owner.locator('main').innerText()).to.contain(QUESTION);
      await owner.goto(`/initiatives/${id}`);
      await owner.getByRole('link', { name: 'Answer the question' }).click();
      await owner.getByRole('button', { name: 'Answer the question' }).click();
      await owner.getByRole('button', { name: 'Send your answer' }).click();
      expect(await owner.getByRole('alert').innerText()).to.contain('Write your answer');
      await owner.getByLabel('Your answer').fill(REPLY);
      await owner.getByRole('button', { name: 'Send your answer' }).click();
      await owner.getByText('from its transformation fund').waitFor();
      expect(await owner.getByRole('button', { name: 'Answer the question' }).count()).to.equal(0);
      await owner.goto('/queue');
      expect(await owner.getByText(QUESTION).count()).to.equal(0);

      await asker.reload();
      expect(await asker.locator('main').innerText()).to.contain('Its board agreed to it in May.');
      await asker.getByLabel('Approve', { exact: true }).check();
      await asker.getByRole('button', { name: 'Send my answer' }).click();
      await asker.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
      await asker.goto(`/initiatives/${id}`);
      const told = await asker.locator('#timeline + ol').innerText();
      expect(told)
        .to.match(/asked the owner about “.+”\./)
        .and.to.contain('stands still until the owner');
      expect(told)
        .to.match(/answered what was asked about/)
        .and.to.contain('runs again');
    });
  }

  it('says why, and keeps what was typed, where it cannot be asked any more', async () => {
    const id = await submitAt(site, 'QKS', { title: 'Withdrawn meanwhile' });
    const owner = await site.as('owner.QKS');
    const gate = await openGateOf(owner, id);
    const page = await site.signIn('approver-1.QKS');
    await page.goto(`/tasks/${gate.seats[0]?.task ?? ''}/request-information`);
    await page.getByLabel('What do you want to know?').fill(QUESTION);
    await owner.post(`/v1/initiatives/${id}/withdraw`, {});
    await page.getByRole('button', { name: 'Send the question' }).click();
    await page.getByText('This task is over.').waitFor();
    const text = await page.locator('main').innerText();
    expect(text).to.contain(QUESTION).and.not.to.contain('recorded');
  });

  it('hands a task over, and has it prepared', async () => {
    const title = 'Given to colleagues';
    const id = await submitAt(site, 'QKS', { title });
    const gate = await openGateOf(await site.as('owner.QKS'), id);
    const task = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const names = await Promise.all(
      ['approver-1.QKS', 'approver-2.QKS'].map(async (each) => {
        const { body } = await (await site.as(each)).get<{ name: string }>('/v1/people/me');
        return body.name;
      }),
    );
    const first = await site.signIn('approver-1.QKS', { script: false });
    await first.goto(`/tasks/${task}`);
    await first.getByRole('button', { name: 'Claim this task' }).click();
    await first.getByRole('button', { name: 'Give it to a colleague' }).click();
    await first.getByRole('button', { name: 'Hand it over' }).click();
    expect(await first.getByRole('alert').innerText()).to.contain('Choose a colleague');
    const options = await first.getByLabel('Colleague').locator('option').allInnerTexts();
    expect(options.join('; '))
      .to.contain(names[1] ?? '?')
      .and.not.to.contain(names[0] ?? '?');
    await first
      .getByLabel('Colleague')
      .selectOption({ label: options.find((each) => each.startsWith(names[1] ?? '?')) ?? '' });
    await first.getByRole('button', { name: 'Have it prepared' }).click();
    await first.getByText(`${names[1]} prepares this task, since`).waitFor();
    expect(await first.getByRole('button', { name: 'Send my answer' }).count()).to.equal(0);

    const second = await site.signIn('approver-2.QKS');
    await second.goto('/queue');
    await second.getByRole('link', { name: title }).first().click();
    await second.goto(`/tasks/${task}`);
    await second.getByRole('button', { name: 'I have prepared it' }).click();
    await second.getByLabel('What should they know?').fill('It adds up.');
    await second.getByRole('button', { name: 'Give it back' }).click();
    await second.getByText('It adds up.').waitFor();

    await first.reload();
    expect(await first.locator('main').innerText())
      .to.contain(`${names[1]} prepared this task.`)
      .and.to.contain('It adds up.');
    await first.getByRole('button', { name: 'Give it to a colleague' }).click();
    await first.getByLabel('Colleague').selectOption({ index: 1 });
    await first.getByRole('button', { name: 'Hand it over' }).click();
    await first.getByRole('button', { name: /^Take over from/ }).waitFor();
  });

  it('can be used by everybody, narrow and wide', async () => {
    const id = await submitAt(site, 'QKS', { title: 'Looked at closely' });
    const gate = await openGateOf(await site.as('owner.QKS'), id);
    const task = gate.seats[0]?.task ?? '';
    for (const width of [1280, 390, 320]) {
      const asker = await site.signIn('approver-1.QKS', { width });
      const look = async (page: typeof asker, what: string) => {
        expect(await accessibilityProblems(page), `${what} at ${width}`).to.deep.equal([]);
        expect(await overflow(page), `${what} at ${width}`).to.equal(0);
      };
      await asker.goto(`/tasks/${task}/hand-over`);
      await look(asker, 'handing over');
      await asker.goto(`/tasks/${task}/request-information`);
      await look(asker, 'asking');
      await asker.getByLabel('What do you want to know?').fill(`${QUESTION} ${'x'.repeat(80)}`);
      await asker.getByRole('button', { name: 'Send the question' }).click();
      await asker.getByText('The owner has not answered yet.').waitFor();
      const owner = await site.signIn('owner.QKS', { width });
      for (const address of ['/queue', `/tasks/${task}`, `/tasks/${task}/answer`]) {
        await owner.goto(address);
        await look(owner, address);
      }
      await asker.getByRole('button', { name: 'Release this task' }).click();
      await asker.getByText('It was not answered.').first().waitFor();
    }
  });
});
