import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { writeMissingOffers } from '../../store/write-offers.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';

/** Rows as a release leaves them that does not write how tasks stand in queues. */
describe('tasks that an older release has written', function () {
  this.timeout(60_000);
  let house: House;
  let database: DataSource;
  before(async () => {
    house = await openHouse();
    database = await house.database.connect('remit_system', 2);
  });
  after(() => house.close());

  async function open(body: string) {
    const initiative = await submitAt(house, body);
    const [first, second, signatory] = await Promise.all(
      ['approver-1', 'approver-2', 'signatory'].map((role) => house.as(`${role}.${body}`)),
    );
    if (!first || !second || !signatory) throw new Error('Nobody');
    const gate = await openGateOf(first, initiative);
    const approval = gate.seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const signature = gate.seats.find((seat) => seat.role === 'signatory')?.task ?? '';
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    const queueOf = async (asker: Asker) =>
      (
        await asker.get<{ items: { id: string; initiative: { id: string } }[] }>(
          '/v1/tasks?queue=mine&limit=200',
        )
      ).body.items
        .filter((each) => each.initiative.id === initiative)
        .map(({ id }) => id);
    return { initiative, first, second, signatory, approval, signature, vote, queueOf };
  }

  const write = (initiative: string, what: string) =>
    database.query(`update task set ${what} where initiative = $1`, [initiative]);

  it('are shown again to whom they wait for, by the next command at their gate', async () => {
    const { initiative, first, signatory, approval, signature, queueOf } = await open('QMJ');
    // A claim was written, and its release by a process that knows nothing of queues.
    await write(initiative, `offered = false, closed_to = '{}', engages = claimed_by`);
    expect(await queueOf(signatory)).to.deep.equal([]);
    await first.post(`/v1/tasks/${approval}/claim`);
    expect(await queueOf(signatory)).to.include(signature);
    const rows: { id: string; offered: boolean }[] = await database.query(
      'select id, offered from task where initiative = $1',
      [initiative],
    );
    expect(rows.find(({ id }) => id === approval)?.offered).to.equal(false);
    expect(rows.find(({ id }) => id === signature)?.offered).to.equal(true);
  });

  it('of which nothing is written are offered to the role, and by the rules once a worker has written them', async () => {
    const { initiative, first, second, approval, signature, vote, queueOf } = await open('QWE');
    await first.post(`/v1/tasks/${approval}/complete`, vote);
    await write(initiative, 'offered = null, closed_to = null, engages = null');
    const told = await second.get<{ availableActions: { action: string; allowed: boolean }[] }>(
      `/v1/tasks/${signature}`,
    );
    expect(told.status).to.equal(200);
    const before = await queueOf(first);
    while ((await writeMissingOffers(database, 1)) > 0);
    expect(await queueOf(first), `before: ${before.join()}`).to.deep.equal([]);
    const rows: { state: string; offered: boolean | null; engages: string | null }[] = await database.query(
      'select state, offered, engages from task where initiative = $1',
      [initiative],
    );
    expect(rows.map(({ offered }) => offered)).to.not.include(null);
    expect(rows.find(({ state }) => state === 'completed')?.engages).to.not.equal(null);
  });

  it('have a whole receipt in the row of their gate for such a release, and a brief one beside it', async () => {
    const { initiative, first } = await open('QNQ');
    const { body } = await first.get<{ items: { receipt: { rules: unknown[] } }[] }>(
      `/v1/initiatives/${initiative}/verdicts`,
    );
    const [row]: { whole: unknown; brief: { rules: unknown[] } }[] = await database.query(
      'select receipt as whole, brief from gate where initiative = $1',
      [initiative],
    );
    expect(row?.whole).to.deep.equal(body.items[0]?.receipt);
    expect(row?.brief.rules.length).to.be.lessThan(body.items[0]?.receipt.rules.length ?? 0);
    await database.query('update gate set brief = null where initiative = $1', [initiative]);
    expect((await openGateOf(first, initiative)).id, 'is read where it alone is there').to.be.a('string');
  });
});
