import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { guardFolder, releaseFolder } from '../../cli/embedded/guard.ts';
import { findTemporal } from '../../cli/embedded/temporal-binary.ts';
import { startTemporal, type RunningTemporal } from '../../cli/embedded/temporal-server.ts';
import type { WorkflowView } from '../../domain/doctor/check-workflow.ts';
import { viewOf } from '../../worker/doctor/temporal-view.ts';
import { agree } from '../support/agree.ts';
import { draftAt, openGateOf, submitAt, until } from '../support/initiatives.ts';
import { openStillHouse, type StillHouse } from '../support/still-house.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const BODY = 'QH8';
const NAMESPACE = 'remit-restore';
const quiet = () => undefined;

async function opened(house: StillHouse, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) ids.push(await submitAt(house, BODY));
  await house.carry();
  for (const id of ids) await openGateOf(await house.as(`owner.${BODY}`), id);
  return ids;
}

/** Everybody agrees at the open gate, and the next stage is worked. */
async function moveOn(house: StillHouse, id: string): Promise<void> {
  const owner = await house.as(`owner.${BODY}`);
  const gate = await openGateOf(owner, id);
  await agree(house, BODY, gate);
  await house.carry();
  await until('the next stage', async () => {
    const { body } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
    return body.stage === gate.stage ? undefined : true;
  });
}

async function withdraw(house: StillHouse, id: string): Promise<void> {
  const owner = await house.as(`owner.${BODY}`);
  expect((await owner.post(`/v1/initiatives/${id}/withdraw`, {})).status).to.equal(200);
  await house.carry();
  await viewUntil(house, id, 'closed');
}

const viewUntil = (house: StillHouse, id: string, is: WorkflowView['is']) =>
  until(`its workflow is ${is}`, async () => ((await viewOf(house.client, id)).is === is ? true : undefined));

describe('the doctor, after Temporal’s store was deleted', function () {
  this.timeout(300_000);
  const folder = makeTempFolder('restore');
  let server: RunningTemporal;
  let port: number;
  let house: StillHouse;

  async function bringUp(): Promise<RunningTemporal> {
    const binary = await findTemporal({ say: quiet });
    return startTemporal({ binary, folder: folder.path, port, namespace: NAMESPACE, say: quiet });
  }

  before(async () => {
    [port = 0] = await freePorts(1);
    guardFolder(folder.path);
    server = await bringUp();
    house = await openStillHouse({ temporal: { address: server.address, namespace: NAMESPACE } });
  });
  after(async () => {
    await house.close();
    await server.stop();
    folder.remove();
    releaseFolder(folder.path);
  });

  it('brings every initiative under way back to where it stood, timers included, and no other', async () => {
    const ids = await opened(house, 12);
    const [soon = '', ended = '', ended2 = '', worked = '', worked2 = '', due = ''] = ids;
    await moveOn(house, worked);
    await moveOn(house, worked2);
    await withdraw(house, ended);
    await withdraw(house, ended2);
    const draft = await draftAt(house, BODY);
    await agree(house, BODY, await openGateOf(await house.as(`owner.${BODY}`), due));
    await house.lose();
    const first = await house.examine();
    expect(first.findings.map((each) => [each.initiative, each.code])).to.deep.equal([[due, 'nudge-lost']]);

    await server.stop();
    for (const end of ['', '-wal', '-shm']) rmSync(`${folder.path}/temporal.db${end}`, { force: true });
    server = await bringUp();
    await until(
      'the worker is back',
      async () =>
        (await house.examine({ settle: 100 })).notes.join().includes('No worker') ? undefined : true,
      60_000,
    );
    // About to be reminded, in the events as in the rows.
    const remindAt = new Date(Date.now() + 20_000).toISOString();
    await house.sql(
      `update event set data = jsonb_set(data, '{remindAt}', to_jsonb($2::text)) where stream = $1 and type = 'gate-opened'`,
      [soon, remindAt],
    );
    await house.sql('update gate set next_look_at = $2 where initiative = $1', [soon, remindAt]);
    await house.sql('update initiative set next_at = $2 where id = $1', [soon, remindAt]);
    const stands = () =>
      house.sql('select id, n, status, stage, next_at from initiative where id <> all ($1) order by id', [
        [soon, due],
      ]);
    const before = await stands();

    const underWay = ids.filter((id) => id !== ended && id !== ended2);
    const found = await house.examine();
    expect(found.findings.map((each) => [each.initiative, each.code])).to.have.deep.members(
      underWay.map((id) => [id, 'workflow-missing']),
    );
    const mended = await house.examine({ mend: true, patience: 20_000 });
    expect(mended.findings).to.deep.equal([]);
    expect(mended.mended).to.have.lengthOf(underWay.length);
    expect(await stands()).to.deep.equal(before);
    for (const id of [ended, ended2, draft]) expect((await viewOf(house.client, id)).is).to.equal('none');

    // Each waits as it did: the timers end when the gates are looked at again.
    const again = await house.sql('select id, stage, next_at from initiative where id = any ($1)', [
      underWay,
    ]);
    for (const row of again) {
      const { id, next_at: next } = row as { id: string; next_at: Date | null };
      if (id === soon) continue;
      const view = await viewOf(house.client, id);
      const timer = view.is === 'open' ? view.timer : 'not open';
      if (next === null) expect(timer).to.equal(null);
      else expect(Math.abs(Date.parse(timer ?? '') - next.getTime())).to.be.lessThan(60_000);
    }
    expect(again.filter((row) => row['stage'] === 'support-people').map((row) => row['id'])).to.have.members([
      worked,
      worked2,
      due,
    ]);
    // No relay is here: only the new Temporal's timer can remind.
    await until(
      'the reminder',
      async () => {
        const events = await house.sql(`select from event where stream = $1 and type = 'gate-reminded'`, [
          soon,
        ]);
        return events.length === 1 ? true : undefined;
      },
      60_000,
    );
    await moveOn(house, soon);
  });
});

describe('the doctor, after Postgres was restored to an earlier moment than Temporal', function () {
  this.timeout(300_000);
  let house: StillHouse;
  before(async () => {
    house = await openStillHouse();
  });
  after(() => house.close());

  const TABLES = ['initiative', 'stage', 'gate', 'task', 'part', 'event', 'content', 'idempotency'];

  it('names every workflow that is ahead, and has each go by what the database says', async () => {
    const [ahead = '', ended = '', same = ''] = await opened(house, 3);
    const draft = await draftAt(house, BODY);
    await house.sql('create schema backup');
    for (const table of TABLES) await house.sql(`create table backup.${table} as table remit.${table}`);

    await moveOn(house, ahead);
    await withdraw(house, ended);
    const owner = await house.as(`owner.${BODY}`);
    await owner.post(`/v1/initiatives/${draft}/submit`);
    await house.carry();
    await openGateOf(owner, draft);
    const [since = ''] = await opened(house, 1);
    expect((await house.examine()).findings).to.deep.equal([]);

    await house.sql(`begin`);
    await house.sql(`set local session_replication_role = replica`);
    for (const table of TABLES) {
      await house.sql(`delete from remit.${table}`);
      await house.sql(`insert into remit.${table} select * from backup.${table}`);
    }
    await house.sql(`commit`);

    const found = await house.examine();
    expect(found.findings.map((each) => [each.initiative, each.code])).to.have.deep.members([
      [ahead, 'workflow-elsewhere'],
      [ended, 'workflow-closed'],
      [draft, 'workflow-not-ended'],
      [since, 'workflow-of-no-initiative'],
    ]);
    const mended = await house.examine({ mend: true, patience: 20_000 });
    expect(mended.findings).to.deep.equal([]);
    expect(mended.mended).to.have.lengthOf(4);
    expect((await house.examine()).findings).to.deep.equal([]);
    await viewUntil(house, draft, 'closed');
    expect((await viewOf(house.client, since)).is).to.equal('closed');

    // It happens again as if it never had.
    for (const id of [ahead, ended, same]) await moveOn(house, id);
    await owner.post(`/v1/initiatives/${draft}/submit`);
    await house.carry();
    await openGateOf(owner, draft);
    expect((await house.examine()).findings).to.deep.equal([]);
  });
});
