import { expect } from 'chai';
import { examine, type Report } from '../../worker/doctor/examine.ts';
import { connectClient } from '../../worker/temporal.ts';
import { walkToTheEnd } from '../support/agree.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, submitAt, until } from '../support/initiatives.ts';

describe('the doctor, while work is moving', function () {
  this.timeout(300_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('finds nothing while a clock stands, nor when it runs again', async () => {
    const database = await house.database.connect('remit_system', 2);
    const temporal = await connectClient(house.temporal, house.temporal.namespace);
    const clock = () => new Date().toISOString();
    const report = () => examine({ database, temporal, taskQueue: house.taskQueue, clock, settle: 2_000 });
    const id = await submitAt(house, 'QMJ');
    const [owner, approver] = await Promise.all([house.as('owner.QMJ'), house.as('approver-1.QMJ')]);
    const { seats } = await openGateOf(owner, id);
    const task = seats.find((seat) => seat.role === 'approver')?.task ?? '';
    await approver.post(`/v1/tasks/${task}/request-information`, { question: 'Who pays?' });
    expect((await report()).findings).to.deep.equal([]);
    await owner.post(`/v1/tasks/${task}/answer`, { answer: 'The trust.' });
    expect((await report()).findings).to.deep.equal([]);
    await owner.post(`/v1/initiatives/${id}/withdraw`, {});
    await temporal.connection.close();
  });

  it('finds nothing while 20 initiatives are walked to their ends', async () => {
    const database = await house.database.connect('remit_system', 4);
    const temporal = await connectClient(house.temporal, house.temporal.namespace);
    const { taskQueue } = house;
    let walking = true;
    const walks = Promise.all(
      ['QH8', 'QHG', 'QJG', 'QKS'].map(async (body) => {
        for (let each = 0; each < 5; each += 1) await walkToTheEnd(house, body);
      }),
    ).finally(() => {
      walking = false;
    });
    const reports: Report[] = [];
    const goOn = () => walking;
    while (goOn()) {
      const clock = () => new Date().toISOString();
      reports.push(await examine({ database, temporal, taskQueue, clock, settle: 1_000 }));
    }
    await walks;
    // Temporal's list of what runs is some moments behind.
    const last = await until('a list without workflows', async () => {
      const report = await examine({ database, temporal, taskQueue, clock: () => new Date().toISOString() });
      return report.workflows === 0 || report.findings.length > 0 ? report : undefined;
    });
    await temporal.connection.close();
    for (const report of [...reports, last]) {
      expect(report.findings).to.deep.equal([]);
      expect(report.notes).to.deep.equal([]);
    }
    expect(reports.length).to.be.greaterThan(2);
    expect(reports.some((report) => report.workflows > 0)).to.equal(true);
    expect(last).to.include({ initiatives: 21, workflows: 0 });
    expect(last.moving).to.deep.equal([]);
  });
});
