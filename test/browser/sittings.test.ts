import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addDays } from '../support/days.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const BODY = 'QKS';

describe('a sitting in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  const text = (page: Page) => page.locator('main').innerText();
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

  async function presented(...titles: readonly string[]): Promise<void> {
    for (const title of titles) {
      const id = await submitAt(site, BODY, { title });
      await openGateOf(await site.as(`owner.${BODY}`), id);
    }
  }

  async function day(page: Page, days: number): Promise<void> {
    const [year = '', month = '', date = ''] = addDays(days).split('-');
    await page.getByLabel('Day', { exact: true }).fill(date);
    await page.getByLabel('Month', { exact: true }).fill(month);
    await page.getByLabel('Year', { exact: true }).fill(year);
  }

  async function shot(page: Page, name: string): Promise<void> {
    const folder = process.env['REMIT_SHOTS'];
    if (folder === undefined) return;
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 390, height: 900 });
  }

  async function sound(page: Page, name: string): Promise<void> {
    expect(await accessibilityProblems(page), name).to.deep.equal([]);
    // A label is of the box that it stands beside: no two things have one id.
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)',
      ),
      name,
    ).to.deep.equal([]);
    expect(await overflow(page), `${name} scrolls sideways`).to.equal(0);
    await shot(page, name);
  }

  it('is convened, taken and closed, and its record is read', async () => {
    await presented(
      'Shorter waits for hip and knee scans',
      'One number for community nursing',
      'Home monitoring for heart failure',
    );
    const board = await site.signIn(`board.${BODY}`, { width: 390 });
    await board.goto('/sittings');
    expect(await text(board)).to.contain('No sitting of your bodies is ahead');
    await board.getByRole('button', { name: 'Convene a sitting' }).click();
    await press(board, 'Convene the sitting');
    expect(await board.getByRole('alert').getByRole('link').allInnerTexts()).to.deep.equal([
      'Enter what the sitting is called',
      'Enter the day of the sitting',
      'Enter the time at which it begins, like 2:30pm or 14:30',
    ]);
    await sound(board, 'sitting-convene-problem');
    await board.getByLabel('What it is called').fill('Decisions of the week');
    await board.getByLabel('Where it is').fill('Room 4, or https://meet.example.org/weekly');
    await board.getByLabel('Time at which it begins').fill('11:30pm');
    await day(board, -1);
    await press(board, 'Convene the sitting');
    await board.getByRole('link', { name: 'The day of the sitting must be today or later' }).waitFor();
    await day(board, 0);
    expect(await board.getByLabel('Home monitoring for heart failure').isChecked()).to.equal(true);
    await sound(board, 'sitting-convene');
    await press(board, 'Convene the sitting');
    await board.getByRole('heading', { level: 1, name: 'Decisions of the week' }).waitFor();
    const address = new URL(board.url()).pathname;

    // Its agenda in another order, and one decision less.
    const agenda = async () => {
      const headings = await board.getByRole('heading', { level: 3 }).allInnerTexts();
      return headings.map((each) => each.replace(/^\d+\. /, ''));
    };
    const [one = '', two = '', three = ''] = await agenda();
    await press(board, new RegExp(`^Move down ?: ${one}`));
    expect(await agenda()).to.deep.equal([two, one, three]);
    await press(board, new RegExp(`^Move up ?: ${one}`));
    expect(await agenda()).to.deep.equal([one, two, three]);
    await press(board, /^Take off the agenda ?: Home monitoring/);
    expect(await agenda()).to.have.members([
      'One number for community nursing',
      'Shorter waits for hip and knee scans',
    ]);
    await sound(board, 'sitting-keeper');

    for (const who of ['approver-1', 'signatory']) {
      const page = await site.signIn(`${who}.${BODY}`, { script: false });
      await page.getByRole('link', { name: 'Decisions of the week' }).click();
      await press(page, /^Read it and answer ?: One number/);
      expect(await page.getByLabel('Decisions of the week').isChecked()).to.equal(true);
      await page.getByLabel('Approve', { exact: true }).check();
      if (who === 'signatory') await page.getByLabel('Reason').fill('Agreed, with the rota first');
      await press(page, 'Send my answer');
      await page.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
      await press(page, 'Back to the sitting');
      await page.getByRole('heading', { level: 1, name: 'Decisions of the week' }).waitFor();
      expect(await text(page)).to.contain(who === 'signatory' ? 'Approved' : 'You have answered this.');
      await shot(page, `sitting-${who}`);
    }

    await board.goto(`${address}/cancel`);
    expect(await text(board)).to.contain('it was held, and is not cancelled');
    expect(await board.locator('main form').count()).to.equal(0);
    await sound(board, 'sitting-held-cancel');
    await board.goto(address);
    expect(await text(board)).to.contain('close it, and there is a record of it');
    expect(await board.getByRole('button', { name: 'Cancel the sitting' }).count()).to.equal(0);
    await sound(board, 'sitting-held');
    await press(board, /^Defer ?: Shorter waits/);
    await press(board, 'Defer it');
    await board.getByRole('link', { name: 'Say why it is deferred: its owner reads it' }).waitFor();
    await board.getByLabel('Why is it deferred?').fill('The figures of March are missing.');
    await press(board, 'Defer it');
    await board.getByText('The figures of March are missing.').waitFor();
    await board.getByRole('button', { name: 'Record who is there' }).click();
    await sound(board, 'sitting-attendance');
    await board.getByLabel('Absent').first().check();
    await press(board, 'Save');
    await board.getByRole('button', { name: 'Close the sitting' }).click();
    await sound(board, 'sitting-close');
    await press(board, 'Close the sitting');
    await board.getByRole('heading', { level: 1, name: 'Record of Decisions of the week' }).waitFor();
    const record = await text(board);
    expect(record).to.contain('Agreed, with the rota first');
    expect(record).to.contain('at this sitting.');
    expect(record).to.contain('Deferred: The figures of March are missing.');
    await sound(board, 'sitting-record');
    await board.goto('/sittings');
    expect(await board.getByRole('link', { name: 'Record of Decisions of the week' }).count()).to.equal(1);
    await sound(board, 'sittings');
    await board.goto(address);
    expect(await board.getByRole('button', { name: 'Close the sitting' }).count()).to.equal(0);

    // Whoever has its page open still is told that an answer is not given at it any more.
    const late = await site.signIn(`approver-2.${BODY}`);
    await late
      .getByRole('link', { name: /Shorter waits/ })
      .first()
      .click();
    await late.goto(`${late.url().split('?')[0] ?? ''}?sitting=${address.split('/').at(-1) ?? ''}`);
    expect(await text(late)).to.contain('The sitting that you came from is over');
  });

  it('is moved, added to and cancelled without script, and a form that is old says so', async () => {
    await presented('Safer discharge at weekends');
    const keeper = await site.signIn(`approver-2.${BODY}`, { script: false, width: 390 });
    await keeper.goto('/sittings/convene');
    await keeper.getByLabel('What it is called').fill('Decisions of next week');
    await keeper.getByLabel('Time at which it begins').fill('9am');
    await day(keeper, 7);
    const checked = keeper.locator('[name="gate"]:checked, [name="person"]:checked');
    while ((await checked.count()) > 0) await checked.first().uncheck();
    await press(keeper, 'Convene the sitting');
    await keeper.getByText('Nothing is on the agenda.').waitFor();
    const address = new URL(keeper.url()).pathname;
    const other = await site.signIn(`approver-2.${BODY}`, { width: 390 });
    const look = async (name: string) => {
      await other.goto(keeper.url());
      await sound(other, name);
    };
    await look('sitting-empty');
    await other.goto(`${address}/add`);
    await keeper.goto(`${address}/move`);
    expect(await keeper.getByLabel('Time at which it begins').inputValue()).to.equal('09:00');
    await keeper.getByLabel('Time at which it begins').fill('10.15am');
    await press(keeper, 'Save');
    expect(await text(keeper)).to.contain('at 10:15am');
    await other.getByLabel('Safer discharge at weekends').check();
    await press(other, 'Put it on the agenda');
    await other.getByRole('alert').getByText('changed by somebody else meanwhile').waitFor();
    await press(other, 'Put it on the agenda');
    await other.getByRole('heading', { level: 3, name: 'Safer discharge at weekends' }).waitFor();
    await keeper.goto(`${address}/move`);
    await look('sitting-move');
    await keeper.goto(`${address}/people`);
    await keeper.locator('[name="person"]').first().check();
    await look('sitting-people');
    await press(keeper, 'Save');
    expect(await text(keeper)).not.to.contain('Nobody yet.');
    await keeper.goto(`${address}/add`);
    await look('sitting-add');
    await presented('A calmer waiting room');
    await other.goto('/sittings/convene');
    const offered = other.getByLabel('Safer discharge at weekends');
    expect(await offered.isChecked()).to.equal(false);
    expect(await other.getByLabel('A calmer waiting room').isChecked()).to.equal(true);
    await sound(other, 'sitting-convene-elsewhere');
    await other.getByRole('link', { name: 'at 10:15am' }).click();
    await other.getByRole('heading', { level: 1, name: 'Decisions of next week' }).waitFor();
    await keeper.goto(`${address}/cancel`);
    await look('sitting-cancel');
    await keeper.getByLabel('Why is it cancelled?').fill('Too few of us are there.');
    await press(keeper, 'Cancel the sitting');
    expect(await text(keeper)).to.contain('Too few of us are there.');
    await look('sitting-cancelled');
    for (const of of ['move', 'people', 'attendance', 'add']) {
      await keeper.goto(`${address}/${of}`);
      expect(await text(keeper), of).to.contain('This sitting is over');
      expect(await keeper.locator('main form').count(), of).to.equal(0);
    }
  });

  it('is named at its task by who came from it, however many sittings are to take the decision', async () => {
    const gate = await openGateOf(
      await site.as(`owner.${BODY}`),
      await submitAt(site, BODY, { title: 'Taken often' }),
    );
    const board = await site.as(`board.${BODY}`);
    const approver = await site.as(`approver-1.${BODY}`);
    const { id } = (await approver.get<{ id: string }>('/v1/people/me')).body;
    const ids: string[] = [];
    for (let at = 0; at <= 31; at += 1) {
      const sent = {
        body: BODY,
        title: `Sitting ${at}`,
        heldAt: `${addDays(at + 1)}T10:00:00Z`,
        agenda: [gate.id],
        invited: [id],
      };
      ids.push((await board.post<{ id: string }>('/v1/sittings', sent)).body.id);
    }
    const page = await site.signIn(`approver-1.${BODY}`, { script: false });
    const task = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
    await page.goto(`/tasks/${task}?sitting=${ids.at(-1) ?? ''}`);
    expect(await text(page))
      .to.contain('Sitting 31')
      .and.not.to.contain('The sitting that you came from is over');
  });
});
