import { expect } from 'chai';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { accessibilityProblems, openSite, overflow, type PagedHouse } from '../support/site-of-house.ts';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

describe('pages that everybody can use', function () {
  // Every page, each looked through whole.
  this.timeout(180_000);
  let site: PagedHouse;
  let initiative: string;
  let task: string;
  let sitting: string;
  before(async () => {
    site = await openSite();
    initiative = await submitAt(site, 'QKS', { title: `A fair start: ${LONG}`, partners: [LONG], team: [] });
    const gate = await openGateOf(await site.as('owner.QKS'), initiative);
    task = gate.seats[0]?.task ?? '';
    const board = await site.as('board.QKS');
    const made = await board.post<{ id: string }>('/v1/sittings', {
      ...{ body: 'QKS', title: `Decisions: ${LONG}`, where: `https://meet.example.org/${LONG}` },
      ...{ heldAt: new Date().toISOString(), agenda: [gate.id], invited: [] },
    });
    sitting = made.body.id;
  });
  after(() => site.close());

  for (const width of [1280, 390, 320]) {
    it(`has no accessibility problem and no sideways scroll at ${width} pixels`, async () => {
      const page = await site.signIn('approver-1.QKS', { width });
      const look = async (name: string) => {
        // The reference of the API is thousands of elements, the same at each width: they are gone through once.
        if (name !== '/docs' || width === 320)
          expect(await accessibilityProblems(page), name).to.deep.equal([]);
        expect(await overflow(page), `${name} scrolls sideways`).to.equal(0);
      };
      await look('the queue');
      for (const address of [
        '/',
        '/initiatives',
        `/initiatives/${initiative}`,
        '/docs',
        '/told',
        '/standing-in',
        '/interests',
        '/sittings',
        '/sittings/convene',
        `/sittings/${sitting}`,
        `/tasks/${task}/recuse`,
        '/nothing-here',
      ]) {
        await page.goto(address);
        await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
        await look(address);
      }
      await page.goto(`/tasks/${task}`);
      await look('a task');
      await page.getByRole('button', { name: 'Send my answer' }).click();
      await page.getByRole('alert').waitFor();
      await look('a task with a problem');
      const owner = await site.signIn('owner.QKS', { width });
      expect(await accessibilityProblems(owner), 'the queue of an owner').to.deep.equal([]);
      expect(await overflow(owner)).to.equal(0);
    });
  }

  it('has no accessibility problem once somebody has decided', async () => {
    const page = await site.signIn('approver-1.QKS', { width: 390 });
    await page.goto(`/tasks/${task}`);
    await page.getByLabel('Approve', { exact: true }).check();
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByRole('heading', { level: 1, name: 'You approved' }).waitFor();
    expect(await accessibilityProblems(page)).to.deep.equal([]);
    expect(await overflow(page)).to.equal(0);
  });
});
