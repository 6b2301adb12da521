import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { examine, type Report } from '../../worker/doctor/examine.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, submitAt, CONTENT } from '../support/initiatives.ts';
import { STAGES } from '../../domain/stage.ts';

describe('the doctor, while work is moving', function () {
  this.timeout(300_000);
  let house: House;
  let connection: Connection;
  before(async () => {
    house = await openHouse();
    connection = await Connection.connect({ address: house.temporal.address });
  });
  after(async () => {
    await connection.close();
    await house.close();
  });

  it('finds nothing while 20 initiatives are walked to their ends', async () => {
    const database = await house.database.connect('remit_system', 4);
    const temporal = new Client({ connection, namespace: house.temporal.namespace });
    const { taskQueue } = house;
    let walking = true;
    const walks = Promise.all(
      ['QH8', 'QHG', 'QJG', 'QKS'].map(async (body) => {
        for (let each = 0; each < 5; each += 1) await walk(house, body);
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
    const last = await examine({ database, temporal, taskQueue, clock: () => new Date().toISOString() });
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

/** From its draft to its end, everybody agreeing. */
async function walk(house: House, body: string): Promise<void> {
  const id = await submitAt(house, body);
  const owner = await house.as(`owner.${body}`);
  for (const stage of STAGES) {
    if (stage !== 'develop-plan') {
      let status = 0;
      while (status !== 200) {
        await owner.put(`/v1/initiatives/${id}/stages/${stage}`, CONTENT[stage]);
        status = (await owner.post(`/v1/initiatives/${id}/stages/${stage}/present`)).status;
      }
    }
    const gate = await openGateOf(owner, id, stage);
    for (const [person, seat] of [
      ['approver-1', gate.seats.find((each) => each.kind === 'approval' && each.role === 'approver')],
      ['signatory', gate.seats.find((each) => each.role === 'signatory')],
    ] as const) {
      if (seat === undefined) continue;
      const asker = await house.as(`${person}.${body}`);
      await asker.post(`/v1/tasks/${seat.task}/complete`, {
        outcome: 'approve',
        contentHash: gate.contentHash,
      });
    }
  }
}
