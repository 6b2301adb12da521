import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { CONTENT, historyOf, openGateOf, submitAt, until, type GateView } from '../support/initiatives.ts';
import { openSite, type PagedHouse } from '../support/site-of-house.ts';

const CONDITION = { text: 'Publish the rota', owner: 'The chief nurse', due: '2027-03-31' };

describe('what a decision leaves behind, in a browser', function () {
  this.timeout(120_000);
  let site: PagedHouse;
  before(async () => {
    site = await openSite();
  });
  after(() => site.close());

  const main = (page: Page) => page.locator('main').innerText();

  /** An answer by API, at the seat of a role. */
  async function approve(by: string, gate: GateView, more: object = {}): Promise<void> {
    const role = by.startsWith('signatory') ? 'signatory' : 'approver';
    const seat = gate.seats.find(
      (each) => each.role === role && each.vote === null && each.kind !== 'advice',
    );
    const vote = { outcome: 'approve', contentHash: gate.contentHash, ...more };
    const answer = await (await site.as(by)).post(`/v1/tasks/${seat?.task ?? ''}/complete`, vote);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  }

  it('a condition of an approval holds the next gate until it is answered, and everybody reads so', async () => {
    const title = 'Approved on a condition';
    const id = await submitAt(site, 'QKS', { title });
    const owner = await site.as('owner.QKS');
    const plan = await openGateOf(owner, id);
    await approve('approver-1.QKS', plan, { conditions: [CONDITION] });
    await approve('signatory.QKS', plan);
    const stage = 'support-people';
    const address = `/v1/initiatives/${id}/stages/${stage}`;
    await until('the next stage', async () => {
      const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
      return body.stage === stage ? true : undefined;
    });
    await owner.put(address, CONTENT[stage]);
    expect((await owner.post(`${address}/present`)).status).to.equal(200);
    const gate = await openGateOf(owner, id, stage);
    const requirement = gate.requirements.find((each) => each.id.startsWith('condition:'));
    expect(requirement?.state).to.equal('unsatisfied');

    const page = await site.signIn('approver-1.QKS');
    const seat = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
    await page.goto(`/tasks/${seat}`);
    const asked = await main(page);
    expect(asked).to.contain('Condition: Publish the rota');
    expect(asked).to.contain('Publish the rota (The chief nurse, by 31 March 2027)');
    await approve('approver-1.QKS', gate);
    await approve('signatory.QKS', gate);
    expect((await openGateOf(owner, id, stage)).id, 'agreed, and the condition holds it').to.equal(gate.id);
    await page.goto(`/initiatives/${id}`);
    expect(await main(page)).to.contain('Condition: Publish the rota');

    const condition = requirement?.id.replace('condition:', '');
    const answered = {
      ...CONTENT[stage],
      conditions: [{ condition, evidence: 'It is on the ward’s page.' }],
    };
    expect((await owner.put(address, answered, { 'if-match': '"1"' })).status).to.equal(200);
    const still = await owner.get<{ items: GateView[] }>(`/v1/initiatives/${id}/gates`);
    const now = still.body.items.find((each) => each.id === gate.id);
    if (now?.state === 'open')
      for (const by of ['approver-1.QKS', 'signatory.QKS'])
        await approve(by, await openGateOf(owner, id, stage));
    const decided = (await historyOf(owner, id)).findLast(({ type }) => type === 'gate-decided');
    expect(decided?.data).to.deep.include({ gate: gate.id, state: 'approved' });
    await page.goto(`/initiatives/${id}`);
    expect(await page.locator('#timeline + ol').innerText()).to.contain(
      `“${STAGE_NAMES[stage]}” was approved.`,
    );
  });

  for (const script of [true, false])
    it(`a vote that comes late is kept, and says so, ${script ? 'with' : 'without'} script`, async () => {
      const title = `Decided meanwhile ${script ? 'with' : 'without'} script`;
      const id = await submitAt(site, 'QKS', { title });
      const owner = await site.as('owner.QKS');
      const gate = await openGateOf(owner, id);
      const page = await site.signIn('approver-2.QKS', { script });
      const seat = gate.seats.find(({ role }) => role === 'approver')?.task ?? '';
      await page.goto(`/tasks/${seat}`);
      await page.getByLabel('Decline', { exact: true }).check();
      await page.getByLabel('Reason').fill('It is too dear.');
      await approve('approver-1.QKS', gate);
      await approve('signatory.QKS', gate);
      const before = (await historyOf(owner, id)).filter(({ type }) => type === 'gate-decided');
      await page.getByRole('button', { name: 'Send my answer' }).click();
      await page.getByRole('alert').waitFor();
      expect(await main(page)).to.contain('Your answer was recorded as late and changed nothing.');
      const events = await historyOf(owner, id);
      expect(events.filter(({ type }) => type === 'gate-decided')).to.deep.equal(before);
      expect(events.find(({ type }) => type === 'vote-refused')?.data).to.deep.include({
        code: 'late',
        outcome: 'decline',
      });
      await page.goto(`/initiatives/${id}`);
      const told = await page.locator('#timeline + ol').innerText();
      expect(told).to.contain('Not counted');
      expect(told).to.contain('It came too late: nobody waited for it any more.');
    });
});
