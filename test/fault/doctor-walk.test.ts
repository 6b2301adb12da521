import { expect } from 'chai';
import { examine, type Report } from '../../worker/doctor/examine.ts';
import { connectClient } from '../../worker/temporal.ts';
import { walkToTheEnd } from '../support/agree.ts';
import { openHouse, type House } from '../support/house.ts';
import { until } from '../support/initiatives.ts';

describe('the doctor, while work is moving', function () {
  this.timeout(300_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

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
    expect(last).to.include({ initiatives: 20, workflows: 0 });
    expect(last.moving).to.deep.equal([]);
  });
});
