import { expect } from 'chai';
import type { Delivery } from '../../store/telling/lanes.ts';
import { inOrder } from '../../worker/telling/in-order.ts';

const message = (id: string, initiative: string): Delivery => ({
  ...{
    id,
    initiative,
    sitting: null,
    lane: 'mail',
    person: null,
    n: 1,
    event: null,
    type: 'comment-made',
    notice: null,
  },
  ...{ task: null, at: '2026-11-26T10:00:00.000Z', attempts: 0, since: '2026-11-26T10:00:00.000Z' },
});

describe('messages of one lane', () => {
  it('that are under way are waited for when one of them breaks, and none is begun after it', async () => {
    const due = [message('breaks', 'a'), message('slow', 'b'), message('later', 'a'), message('never', 'c')];
    const [begun, ended]: [string[], string[]] = [[], []];
    let letGo = (): void => undefined;
    const slow = new Promise<void>((resolve) => (letGo = resolve));
    const sent = inOrder(due, 2, async ({ id }) => {
      begun.push(id);
      if (id === 'breaks') throw new Error('The database is away');
      await slow;
      ended.push(id);
      return true;
    });
    let over = false;
    const said = sent.then(
      () => 'went',
      (error: unknown) => String(error),
    );
    void said.then(() => (over = true));
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
    expect(over, 'the slow one is still under way').to.equal(false);
    letGo();
    expect(await said).to.equal('Error: The database is away');
    expect([begun, ended]).to.deep.equal([['breaks', 'slow'], ['slow']]);
  });
});
