import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { historyOf, openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('deciding in a browser', () => {
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  /** An initiative of Kent and Medway at its first open gate. */
  const presented = async (title: string): Promise<string> => {
    const id = await submitAt(site, 'QKS', { title });
    await openGateOf(await site.as('owner.QKS'), id);
    return id;
  };

  const openTask = async (page: Page, title: string): Promise<void> => {
    await page.goto('/queue');
    await page.getByRole('link', { name: title }).first().click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  };

  const send = (page: Page) => page.getByRole('button', { name: 'Send my answer' }).click();

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';

    it(`takes an initiative to its next stage ${how}`, async () => {
      const title = `Shorter waits for scans ${how}`;
      const id = await presented(title);
      const first = await site.signIn('approver-1.QKS', { script });
      await openTask(first, title);
      const text = await first.locator('main').innerText();
      expect(text).to.contain('It asks for an approval by an approver of NHS Kent and Medway');
      expect(text).to.contain('it affects one system only');
      expect(text).to.contain('Halve the wait');
      expect(text).to.contain('6 out of 25');
      expect(text).to.contain('Missing: an approval, which confirms the facts it was shown');
      await first.getByLabel('Approve', { exact: true }).check();
      await first.getByLabel('Condition 1: what has to be done').fill('Publish the rota');
      await first.getByLabel('Condition 1: who sees to it').fill('The chief nurse');
      await first.getByLabel('Day').fill('31');
      await first.getByLabel('Month').fill('3');
      await first.getByLabel('Year').fill('2027');
      await send(first);
      await first.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
      expect(await first.locator('main').innerText()).to.contain('still waits for 1 approval.');
      await first.getByRole('button', { name: 'Back to my queue' }).click();
      expect(await first.getByRole('link', { name: title }).count()).to.equal(0);

      const signatory = await site.signIn('signatory.QKS', { script });
      await openTask(signatory, title);
      const seen = await signatory.locator('main').innerText();
      expect(seen).to.contain('which is also the signature of that ICS');
      expect(seen).to.contain('Condition: Publish the rota (The chief nurse, by 31 March 2027)');
      await signatory.getByLabel('Approve', { exact: true }).check();
      await send(signatory);
      await signatory.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
      expect(await signatory.locator('main').innerText()).to.contain(
        `The initiative goes on to the next stage, “${STAGE_NAMES['support-people']}”`,
      );
      await signatory.goto(`/initiatives/${id}`);
      expect(await signatory.locator('#timeline + ol').innerText()).to.contain(
        `“${STAGE_NAMES['develop-plan']}” was approved.`,
      );
    });
  }

  it('claims, takes over and releases', async () => {
    const title = 'Claimed and released';
    await presented(title);
    const page = await site.signIn('approver-1.QKS');
    await openTask(page, title);
    await page.getByRole('button', { name: 'Claim this task' }).click();
    await page.getByRole('button', { name: 'Release this task' }).waitFor();
    const other = await site.signIn('approver-2.QKS');
    await other.goto(page.url());
    expect(await other.locator('main').innerText()).to.match(
      /\w+ has claimed this task\. Ask them to release/,
    );
    expect(await other.getByRole('button', { name: 'Send my answer' }).count()).to.equal(0);
    await other.getByRole('button', { name: /^Take over from \w+/ }).click();
    await other.getByRole('button', { name: 'Release this task' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Take over from \w+/ }).click();
    await page.getByRole('button', { name: 'Release this task' }).click();
    await page.getByRole('button', { name: 'Claim this task' }).waitFor();
  });

  for (const script of [true, false])
    it(`takes an answer back ${script ? 'with' : 'without'} script`, async () => {
      const title = `Thought again ${script ? 'with' : 'without'} script`;
      const id = await presented(title);
      const page = await site.signIn('approver-1.QKS', { script });
      await openTask(page, title);
      await page.getByLabel('Approve', { exact: true }).check();
      await send(page);
      await page.getByRole('link', { name: 'change your mind' }).click();
      await page.getByRole('button', { name: 'Take my answer back' }).click();
      await page.getByRole('button', { name: 'Send my answer' }).waitFor();
      expect(await page.getByRole('button', { name: 'Take my answer back' }).count()).to.equal(0);
      await page.goto(`/initiatives/${id}`);
      expect(await page.locator('#timeline + ol').innerText()).to.match(/took their answer on “.+” back\./);
      await openTask(page, title);
    });

  for (const script of [true, false])
    it(`claims the next task from the queue ${script ? 'with' : 'without'} script`, async () => {
      // Of a system where nothing else waits.
      const body = script ? 'QWE' : 'QMJ';
      const id = await submitAt(site, body, { title: 'The one that is due first' });
      await openGateOf(await site.as(`owner.${body}`), id);
      const page = await site.signIn(`approver-1.${body}`, { script });
      await page.goto('/queue?level=system');
      await page.getByRole('button', { name: 'Claim the next task' }).click();
      await page.getByRole('heading', { level: 1, name: 'The one that is due first' }).waitFor();
      await page.getByRole('button', { name: 'Release this task' }).waitFor();
      const behind = await site.signIn(`approver-1.${body}`, { script });
      await behind.goto('/queue');
      expect(await behind.getByRole('button', { name: 'Claim the next task' }).count()).to.equal(0);
      await behind.goto('/queue?state=ready');
      expect(await behind.locator('main').innerText()).to.contain('No task fits the filter.');
    });

  it('names what is missing, links to it, and keeps what was typed', async () => {
    const title = 'Typed and kept';
    await presented(title);
    const page = await site.signIn('approver-1.QKS');
    await openTask(page, title);
    await page.getByLabel('Decline', { exact: true }).check();
    await page.getByLabel('Condition 1: who sees to it').fill('The chief nurse');
    await page.getByLabel('Day').fill('31');
    await page.getByLabel('Month').fill('2');
    await send(page);
    const problems = page.getByRole('alert').getByRole('link');
    expect(await problems.allInnerTexts()).to.deep.equal([
      'Say why: the owner will read your reason',
      'Say what condition 1 asks for',
      'The date of condition 1 must be a real date, like 31 3 2027',
      'Conditions go with an approval: choose approve, or clear the conditions',
    ]);
    expect(await page.title()).to.match(/^Error: /);
    await problems.first().click();
    expect(await page.locator(':focus').getAttribute('id')).to.equal('reason');
    expect(await page.getByLabel('Decline', { exact: true }).isChecked()).to.equal(true);
    await page.getByRole('button', { name: 'Add another condition' }).click();
    await page.getByLabel('Condition 2: what has to be done').waitFor();
    expect(await page.getByLabel('Condition 1: who sees to it').inputValue()).to.equal('The chief nurse');
    expect(await page.getByLabel('Decline', { exact: true }).isChecked()).to.equal(true);
  });

  it('says that an answer came late, and records it', async () => {
    const title = 'Too late';
    const id = await presented(title);
    const page = await site.signIn('approver-1.QKS');
    await openTask(page, title);
    const colleague = await site.as('approver-2.QKS');
    const gate = await openGateOf(colleague, id);
    const { contentHash } = gate;
    const task = gate.seats[0]?.task ?? '';
    await colleague.post(`/v1/tasks/${task}/complete`, { outcome: 'approve', contentHash });
    await page.getByLabel('Approve', { exact: true }).check();
    await page.getByLabel('Reason').fill('A good plan, I think');
    await send(page);
    expect(await page.getByRole('alert').innerText()).to.contain('recorded as late and changed nothing');
    expect(await page.locator('main').innerText()).to.contain('A good plan, I think');
    const history = await historyOf(colleague, id);
    expect(history.filter((event) => event.type === 'vote-refused')).to.have.lengthOf(1);
    await page.goto(`/initiatives/${id}`);
    expect(await page.locator('#timeline + ol').innerText()).to.contain(
      'It came too late: nobody waited for it any more.',
    );
  });

  it('says that what was shown has changed, and takes the answer once it was read again', async () => {
    const title = 'Changed meanwhile';
    const id = await presented(title);
    const page = await site.signIn('approver-1.QKS');
    await openTask(page, title);
    const owner = await site.as('owner.QKS');
    const { headers } = await owner.get(`/v1/initiatives/${id}`);
    await owner.patch(
      `/v1/initiatives/${id}`,
      { aim: 'A quarter of the wait' },
      { 'If-Match': headers.get('etag') ?? '' },
    );
    await page.getByLabel('Approve', { exact: true }).check();
    await page.getByLabel('Reason').fill('Half is right');
    await send(page);
    expect(await page.getByRole('alert').innerText()).to.contain('has changed since');
    expect(await page.locator('main').innerText()).to.contain('A quarter of the wait');
    expect(await page.getByLabel('Reason').inputValue()).to.equal('Half is right');
    await send(page);
    await page.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
  });

  it('asks again with what changed in front, without script, on a narrow screen too', async () => {
    const title = 'Asked again';
    const id = await presented(title);
    const page = await site.signIn('approver-1.QKS', { script: false, width: 390 });
    await openTask(page, title);
    await page.getByLabel('Approve', { exact: true }).check();
    await send(page);
    await page.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
    const owner = await site.as('owner.QKS');
    const edit = async (aim: string, revenueGbp: number) => {
      const { headers } = await owner.get(`/v1/initiatives/${id}`);
      const of = { 'If-Match': headers.get('etag') ?? '' };
      await owner.patch(`/v1/initiatives/${id}`, { aim, facts: { revenueGbp } }, of);
    };
    await edit('A quarter of the wait', 1_000);
    await openTask(page, title);
    const changes = page.locator('#changed ~ table');
    expect(await changes.locator('caption').allInnerTexts()).to.deep.equal(['Aim', 'Money']);
    const said = (await changes.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');
    expect(said).to.contain('When you answered Halve the wait Now A quarter of the wait');
    expect(said).to.contain('When you answered £0 Now £1,000');
    const looked = await site.signIn('approver-1.QKS', { width: 320 });
    await openTask(looked, title);
    await looked.locator('#changed').waitFor();
    expect(await accessibilityProblems(looked)).to.deep.equal([]);
    expect(await overflow(looked)).to.equal(0);
    if (process.env['REMIT_SHOTS'] !== undefined)
      for (const width of [1280, 390]) {
        await looked.setViewportSize({ width, height: 900 });
        await looked.screenshot({
          path: `${process.env['REMIT_SHOTS']}/asked-again-${width}.png`,
          fullPage: true,
        });
      }
    const colleague = await site.signIn('approver-2.QKS', { script: false });
    await openTask(colleague, title);
    expect(await colleague.locator('#changed').count()).to.equal(0);
    await edit('Halve the wait', 0);
    await page.goto(`/initiatives/${id}`);
    expect(await page.locator('#timeline + ol').innerText()).to.contain(
      'one answer that was given to it stands again',
    );
  });

  it('counts a form that is sent twice once', async () => {
    const title = 'Sent twice';
    const id = await presented(title);
    const page = await site.signIn('approver-1.QKS');
    await openTask(page, title);
    await page.getByLabel('Request changes').check();
    await page.getByLabel('Reason').fill('Say who pays');
    const form: Record<string, string> = await page.evaluate(
      `Object.fromEntries(new FormData(document.querySelector('#reason').form))`,
    );
    const once = () => page.request.post(page.url(), { form, maxRedirects: 0 });
    const answers = await Promise.all([once(), once(), once()]);
    expect(answers.map((answer) => answer.status())).to.deep.equal([303, 303, 303]);
    const history = await historyOf(await site.as('owner.QKS'), id);
    expect(history.filter((event) => event.type === 'task-completed')).to.have.lengthOf(1);
    expect(history.filter((event) => event.type === 'vote-refused')).to.have.lengthOf(0);
    const other = await page.request.post(page.url(), {
      form: { ...form, reason: 'Another' },
      maxRedirects: 0,
    });
    expect(other.status()).to.equal(422);
  });
});
