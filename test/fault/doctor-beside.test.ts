import { expect } from 'chai';
import { createLog } from '../../contracts/log.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import { deliveryId } from '../../domain/telling/delivery-id.ts';
import { createFiles } from '../../store/files/create-files.ts';
import { bytesOf } from '../../store/files/examined.ts';
import { startTeller } from '../../worker/telling/teller.ts';
import { formWith, pdf, upload } from '../support/files.ts';
import { draftAt, openGateOf, submitAt, until } from '../support/initiatives.ts';
import { BODY } from '../support/planted.ts';
import { startS3 } from '../support/s3-server.ts';
import { openStillHouse, type StillHouse } from '../support/still-house.ts';

const clock = () => new Date().toISOString();

/** What stands beside initiatives: files, leaves, interests, messages to webhooks, and where a task is in queues. */
describe('the doctor', function () {
  this.timeout(300_000);
  let house: StillHouse;
  before(async () => {
    house = await openStillHouse();
  });
  after(() => house.close());

  const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code).sort();

  it('finds an urgent task that stands where it is due, and mends it', async () => {
    const id = await submitAt(house, BODY);
    await house.carry();
    await openGateOf(await house.as(`owner.${BODY}`), id);
    await house.sql(`update task set priority_at = due_at - interval '14 days' where initiative = $1`, [id]);
    const { findings } = await house.examine();
    expect([...new Set(codes(findings))]).to.deep.equal(['priority-differs']);
    const { mended } = await house.examine({ mend: true });
    expect([...new Set(codes(mended))]).to.deep.equal(['priority-differs']);
    const rows = await house.sql(
      'select distinct priority_at = due_at as as_due from task where initiative = $1',
      [id],
    );
    expect(rows).to.deep.equal([{ as_due: true }]);
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('finds leaves and interests that are not as the registry’s events say, and changes none', async () => {
    const asker = await house.as(`approver-1.${BODY}`);
    const leave = (from: string, to: string) =>
      asker.post<{ id: string }>('/v1/people/me/cover', { substitute: null, from, to });
    const interest = (name: string) =>
      asker.post<{ id: string }>('/v1/people/me/interests', {
        about: { organisation: name },
        nature: 'Shares',
      });
    const ids = [
      (await leave('2040-01-01', '2040-01-02')).body.id,
      (await leave('2040-02-01', '2040-02-03')).body.id,
      (await interest('One')).body.id,
      (await interest('Two')).body.id,
      (await interest('Three')).body.id,
    ];
    expect(ids.every((id) => typeof id === 'string')).to.equal(true);
    await asker.post(`/v1/cover/${ids[1] ?? ''}/end`);
    await asker.post(`/v1/interests/${ids[4] ?? ''}/withdraw`);
    expect((await house.examine()).findings).to.deep.equal([]);
    // What an interest is in may be erased, and is then compared with nothing.
    await house.sql(
      `update content set salt = null, value = null, erased_at = now()
        where hash = (select data -> 'of' ->> 'hash' from event where data ->> 'id' = $1 and type = 'interest-declared')`,
      [ids[4]],
    );

    await house.sql('delete from cover where id = $1', [ids[0]]);
    await house.sql(`update cover set valid_to = '2040-03-01' where id = $1`, [ids[1]]);
    await house.sql(`update interest set about = 'Another' where id = $1`, [ids[2]]);
    await house.sql('update interest set id = gen_random_uuid() where id = $1', [ids[3]]);
    const { findings } = await house.examine({ mend: true });
    const said = findings.map(({ code, says }) => `${code} ${ids.find((id) => says.includes(id)) ?? ''}`);
    expect(said).to.have.members([
      `registry-row-missing ${ids[0] ?? ''}`,
      `registry-row-differs ${ids[1] ?? ''}`,
      `registry-row-differs ${ids[2] ?? ''}`,
      `registry-row-missing ${ids[3] ?? ''}`,
      'registry-row-unknown ',
    ]);
    expect(findings.every(({ mend }) => mend === null)).to.equal(true);

    await house.sql('delete from cover');
    await house.sql('delete from interest');
    const stream = `stream = '00000000-0000-8000-8000-000000000001'`;
    await house.sql(`delete from event where ${stream} and type ~ '^(substitute|cover|interest)-'`);
    const missing = await house.examine();
    expect(codes(missing.findings)).to.deep.equal(['registry-event-missing']);
    // The registry is as it was before them again.
    await house.sql(`update registry set n = (select max(n) from event where ${stream})`);
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  it('finds files whose bytes are changed, gone or not kept, in Postgres and in a bucket', async () => {
    const s3 = await startS3();
    try {
      const owner = await house.as(`owner.${BODY}`);
      const id = await draftAt(house, BODY);
      const attached = async (name: string) => {
        const made = await upload(house, owner, id, 'proposal', formWith(pdf(name), `${name}.pdf`));
        expect(made.status, JSON.stringify(made.body)).to.equal(201);
        return made.body.id;
      };
      const [well, changed, gone, loose] = [
        await attached('well'),
        await attached('changed'),
        await attached('gone'),
        await attached('loose'),
      ];
      Object.assign(house.services, { files: createFiles(house.services.database, s3.bucket) });
      const [there, elsewhere] = [await attached('there'), await attached('elsewhere')];
      Object.assign(house.services, { files: createFiles(house.services.database, null) });
      const bytes = bytesOf(house.system, s3.bucket);
      expect((await house.examine({ bytes })).findings).to.deep.equal([]);

      await house.sql(`update chunk set bytes = set_byte(bytes, 9, 0) where upload = $1`, [changed]);
      await house.sql('delete from upload where id = $1', [gone]);
      await house.sql('update upload set kept = false where id = $1', [loose]);
      await createFiles(house.services.database, s3.bucket).discard({ id: elsewhere });
      const read = await house.examine({ bytes });
      const said = read.findings.map(({ code, says }) => [
        code,
        [well, changed, gone, loose, there, elsewhere].find((file) => says.includes(file)),
      ]);
      expect(said).to.have.deep.members([
        ['file-changed', changed],
        ['file-missing', gone],
        ['file-not-kept', loose],
        ['file-missing', elsewhere],
      ]);
      // Without their bytes it is seen that a row is gone, and nothing is said of what was not read.
      expect(codes((await house.examine()).findings)).to.deep.equal(['file-missing', 'file-not-kept']);
      const without = await house.examine({ bytes: bytesOf(house.system, null) });
      expect(without.notes.join()).to.include('2 of 6 files are in a bucket that is not set here');

      const { mended, findings } = await house.examine({ bytes, mend: true });
      expect(codes(mended)).to.deep.equal(['file-not-kept']);
      expect(codes(findings)).to.deep.equal(['file-changed', 'file-missing', 'file-missing']);
    } finally {
      await s3.stop();
    }
  });
});

describe('the doctor of what is told', function () {
  this.timeout(300_000);
  let house: StillHouse;
  before(async () => {
    house = await openStillHouse();
  });
  after(() => house.close());

  it('finds messages to a webhook that are lost or stuck, and has them sent', async () => {
    const board = await house.as(`board.${BODY}`);
    const hook = { body: BODY, url: 'https://hooks.example/' };
    const made = await board.post<{ id: string }>('/v1/webhooks', hook);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const webhook = made.body.id;
    // The region is told from the day on which it has a part, and is not told of what was before.
    const region = await (
      await house.as('board.Y61')
    ).post<{ id: string }>('/v1/webhooks', { ...hook, body: 'Y61' });
    expect(region.status, JSON.stringify(region.body)).to.equal(201);
    const id = await submitAt(house, BODY);
    await house.carry();
    await openGateOf(await house.as(`owner.${BODY}`), id);
    const teller = startTeller({ database: house.system, clock, log: createLog('test', 'silent') });
    await until('all is told', async () => {
      const [left] = await house.sql('select from initiative where told < n');
      return left === undefined ? true : undefined;
    });
    await teller.stop();
    // What is told while a webhook is being set may be for it or not: here it was set long ago.
    await house.sql(`update event set at = at - interval '1 hour' where type = 'webhook-registered'`);
    expect((await house.examine()).findings).to.deep.equal([]);

    const [event] = await house.sql('select event, n from change where initiative = $1 order by n limit 1', [
      id,
    ]);
    const lost = deliveryId(String(event?.['event']), webhook);
    await house.sql('delete from delivery where id = $1', [lost]);
    const { findings } = await house.examine();
    expect(findings.map(({ code, initiative }) => [code, initiative])).to.deep.equal([['delivery-lost', id]]);
    expect(findings[0]?.says)
      .to.include(`event ${String(event?.['n'])}`)
      .and.include(webhook);
    expect(codesOf((await house.examine({ mend: true })).mended)).to.deep.equal(['delivery-lost']);
    expect(await house.sql('select state, n from delivery where id = $1', [lost])).to.deep.equal([
      { state: 'waiting', n: event?.['n'] },
    ]);
    expect((await house.examine()).findings).to.deep.equal([]);

    // No worker sends here: after a while that is said, and of lanes that nobody could take, too.
    await house.sql(`update delivery set next_at = next_at - interval '1 hour'`);
    const stuck = await house.examine();
    expect(codesOf(stuck.findings)).to.deep.equal(['delivery-stuck', 'delivery-stuck']);
    expect(stuck.findings.map(({ mend }) => mend)).to.deep.equal([null, null]);
    await house.sql(`update lane set rest_until = now() + interval '30 minutes' where id = $1`, [webhook]);
    await house.sql(
      `update lane set held_until = now() + interval '2 days', held_by = 'a clock' where id = $1`,
      [region.body.id],
    );
    const held = await house.examine({ mend: true });
    expect([codesOf(held.findings), codesOf(held.mended)]).to.deep.equal([[], ['delivery-stuck']]);
    await house.sql('delete from lane where id = $1', [webhook]);
    await house.examine({ mend: true });
    const lanes = await house.sql(
      'select id, held_by, rest_until from lane where id = any ($1) order by id',
      [[webhook, region.body.id]],
    );
    const free = { held_by: null, rest_until: null };
    expect(lanes).to.deep.equal([webhook, region.body.id].sort().map((lane) => ({ id: lane, ...free })));
    await house.sql('update webhook set active = false');
    expect((await house.examine()).findings).to.deep.equal([]);
  });

  const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code);
});
