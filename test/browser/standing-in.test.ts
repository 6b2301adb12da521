import { expect } from 'chai';
import { addDays } from '../support/days.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

describe('standing in and interests in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  for (const script of [true, false]) {
    const how = script ? 'with script' : 'without script';
    const [body, other] = script ? ['QOQ', 'QF7'] : ['QHM', 'QOC'];

    it(`somebody is named, sees whose place they decide in, and it is ended ${how}`, async () => {
      const id = await submitAt(site, body);
      const gate = await openGateOf(await site.as(`owner.${body}`), id);
      const { task } = gate.seats.find(({ role }) => role === 'approver')!;
      const page = await site.signIn(`approver-1.${body}`, { script, width: 390 });
      await page.goto('/standing-in');
      await page.getByRole('button', { name: 'Save' }).click();
      const problems = page.getByRole('alert').getByRole('link');
      expect(await problems.allInnerTexts()).to.deep.equal([
        'Choose who stands in for you, or nobody',
        'Enter your first day away',
        'Enter the day of your coming back',
      ]);
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      expect(await overflow(page)).to.equal(0);
      await page.locator('[name="from-day"]').fill('1');
      await page.locator('[name="from-month"]').fill('2');
      await page.locator('[name="from-year"]').fill('27');
      await page.getByRole('button', { name: 'Save' }).click();
      expect(await problems.nth(1).innerText()).to.equal(
        'The year of your first day away must have 4 numbers, like 2027',
      );
      for (const [name, day] of [
        ['from', addDays(0)],
        ['to', addDays(4)],
      ] as const) {
        const [year = '', month = '', date = ''] = day.split('-');
        await page.locator(`[name="${name}-day"]`).fill(date);
        await page.locator(`[name="${name}-month"]`).fill(month);
        await page.locator(`[name="${name}-year"]`).fill(year);
      }
      await page.getByLabel('Who stands in for you?').selectOption({ index: 1 });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('stands in: everything that you decide').waitFor();

      const { body: mine } = await (
        await site.as(`approver-1.${body}`)
      ).get<{ away: { substitute: { id: string } }[] }>('/v1/people/me/cover');
      const substitutes = [
        `approver-2.${body}`,
        `approver-3.${body}`,
        `signatory.${body}`,
        `owner.${body}`,
        `board.${body}`,
      ];
      const found = await Promise.all(
        substitutes.map(async (subject) =>
          site
            .as(subject)
            .then((asker) => asker.get<{ id: string }>('/v1/people/me'))
            .then((me) => (me.body.id === mine.away[0]?.substitute.id ? [subject] : []))
            .catch(() => []),
        ),
      );
      const [subject = ''] = found.flat();
      const colleague = await site.signIn(subject, { script });
      await colleague.goto('/standing-in');
      expect(await colleague.locator('main').innerText()).to.contain('as approver of');
      await colleague.goto(`/tasks/${task}`);
      expect((await colleague.goto(`/tasks/${task}`))?.status()).to.equal(200);

      await page.goto('/standing-in');
      await page.getByRole('button', { name: 'End it' }).click();
      await page.getByText('No leave is ahead.').waitFor();
    });

    it(`somebody steps back from a task, and declares an interest ${how}`, async () => {
      const id = await submitAt(site, other);
      const gate = await openGateOf(await site.as(`owner.${other}`), id);
      const { task } = gate.seats.find(({ role }) => role === 'approver')!;
      const page = await site.signIn(`approver-1.${other}`, { script, width: 390 });
      await page.goto(`/tasks/${task}`);
      await page.getByRole('button', { name: 'I have an interest in this' }).click();
      await page.getByRole('button', { name: 'I have an interest' }).click();
      await page.getByRole('alert').waitFor();
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      await page.getByLabel('What is your interest?').fill('My sister leads it.');
      await page.getByRole('button', { name: 'I have an interest' }).click();
      await page.getByText('You have declared an interest in this').first().waitFor();

      await page.goto('/interests');
      await page.getByRole('button', { name: 'Declare it' }).click();
      expect(await page.getByRole('alert').getByRole('link').count()).to.equal(3);
      if (script) expect(await accessibilityProblems(page)).to.deep.equal([]);
      expect(await overflow(page)).to.equal(0);
      await page.getByLabel('A partner of initiatives, by its name').check();
      await page.getByLabel('Its code or name').fill('Acme Ltd');
      await page.getByLabel('What is your interest?').fill('Shares.');
      await page.getByRole('button', { name: 'Declare it' }).click();
      await page.getByText('Acme Ltd').first().waitFor();
      await page.getByRole('button', { name: 'I have no interest any more' }).click();
      await page.getByRole('button', { name: 'End it' }).click();
      await page.getByText('until').first().waitFor();
    });
  }
});
