import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { FilesAway } from '../../store/files/file-store.ts';
import { postgresFiles } from '../../store/files/postgres-files.ts';
import { sweepUploads } from '../../store/files/uploads.ts';
import { poolOf } from '../../store/database.ts';
import { eventually } from '../support/eventually.ts';
import { codeOf, download, formWith, pdf, upload, type Attached } from '../support/files.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { draftAt, historyOf, submitAt } from '../support/initiatives.ts';

describe('the bytes of attachments', function () {
  this.timeout(60_000);
  let house: House;
  let system: DataSource;
  let owner: Asker;
  before(async () => {
    house = await openHouse({ worker: true });
    system = await house.database.connect('remit_system', 2);
    owner = await house.as('owner.QMJ');
  });
  after(() => house.close());

  const rowsOf = async (table: 'upload' | 'chunk', id: string) =>
    (
      await system.query<{ n: number }[]>(
        `select count(*)::int as n from ${table} where ${table === 'upload' ? 'id' : 'upload'} = $1`,
        [id],
      )
    )[0]?.n;
  const loose = async () =>
    (await system.query<{ n: number }[]>('select count(*)::int as n from upload where not kept'))[0]?.n;

  it('that break off in the middle leave nothing', async () => {
    const id = await draftAt(house, 'QMJ');
    const { hostname, port } = new URL(house.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/initiatives/${id}/attachments?to=proposal HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: Bearer ${owner.token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000000\r\n\r\n` +
        '--x\r\nContent-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n',
    );
    socket.write(Buffer.concat([pdf('half'), randomBytes(900_000)]));
    await eventually('the upload begins', async () => (await loose()) === 1);
    socket.destroy();
    await eventually('what broke off is gone', async () => (await loose()) === 0);
    expect(
      (await owner.get<{ items: unknown[] }>(`/v1/initiatives/${id}/attachments`)).body.items,
    ).to.deep.equal([]);
  });

  it('removed before anybody decided with them leave their hash, and the sweep deletes their bytes', async () => {
    const id = await draftAt(house, 'QMJ');
    const made = await upload(house, owner, id, 'proposal', formWith(pdf('gone'), 'gone.pdf'));
    const address = `/v1/initiatives/${id}/attachments/${made.body.id}`;
    const removed = await owner.post<Attached>(`${address}/remove`);
    expect([removed.status, removed.body.removed?.bytes]).to.deep.equal([200, 'deleted']);
    expect((await owner.post(`${address}/remove`)).status, 'again').to.equal(200);
    expect(codeOf(await (await download(house, owner, id, made.body.id)).json())).to.equal(
      'attachment-removed',
    );
    const asOwner = await house.database.connect('remit_owner', 1);
    await asOwner.query(`update upload set begun_at = now() - interval '2 hours' where id = $1`, [
      made.body.id,
    ]);
    await sweepUploads(poolOf(system), house.services.files);
    expect([await rowsOf('upload', made.body.id), await rowsOf('chunk', made.body.id)]).to.deep.equal([0, 0]);
    const events = await historyOf(owner, id);
    expect(
      events.filter(({ type }) => type.startsWith('attachment-')).map(({ data }) => data['sha256']),
    ).to.deep.equal([made.body.sha256, made.body.sha256]);
  });

  it('whose name and bytes were erased stay in the history by their hash', async () => {
    const id = await submitAt(house, 'QMJ');
    const made = await upload(house, owner, id, 'proposal', formWith(pdf('personal'), 'Ada Example.pdf'));
    const asOwner = await house.database.connect('remit_owner', 1);
    await asOwner.query('delete from chunk where upload = $1', [made.body.id]);
    await asOwner.query(
      `update content set salt = null, value = null, erased_at = now() where initiative = $1 and value = '"Ada Example.pdf"'`,
      [id],
    );
    const { body } = await owner.get<{ items: Attached[] }>(`/v1/initiatives/${id}/attachments`);
    expect(body.items[0]).to.deep.include({ name: null, sha256: made.body.sha256 });
    const answer = await download(house, owner, id, made.body.id);
    expect([answer.status, codeOf(await answer.json())]).to.deep.equal([410, 'attachment-erased']);
  });

  it('that are not what was attached any more break off before their end', async () => {
    const id = await draftAt(house, 'QMJ');
    const bytes = Buffer.concat([pdf('kept'), randomBytes(1_200_000)]);
    const made = await upload(house, owner, id, 'proposal', formWith(bytes, 'kept.pdf'));
    const asOwner = await house.database.connect('remit_owner', 1);
    await asOwner.query(
      'update chunk set bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9)) where upload = $1 and n = 2',
      [made.body.id],
    );
    const answer = await download(house, owner, id, made.body.id);
    const read = await answer.arrayBuffer().then(
      () => 'whole',
      () => 'broken off',
    );
    expect(read).to.equal('broken off');
  });

  it('are refused, and nothing is half done, while where they are kept is away', async () => {
    const real = house.services.files;
    const id = await draftAt(house, 'QMJ');
    const { files } = { files: postgresFiles(house.services.database) };
    Object.assign(house.services, {
      files: {
        ...files,
        write: () => Promise.reject(new FilesAway(new Error('It is away'))),
      },
    });
    try {
      const answer = await upload(house, owner, id, 'proposal', formWith(pdf('x'), 'x.pdf'));
      expect([answer.status, codeOf(answer.body)]).to.deep.equal([503, 'files-unavailable']);
      expect(await loose()).to.equal(0);
    } finally {
      Object.assign(house.services, { files: real });
    }
  });

  it('that no event came to name are swept once nobody can still be sending them, and others are not', async () => {
    const id = await draftAt(house, 'QMJ');
    const asOwner = await house.database.connect('remit_owner', 1);
    const [old, young] = [uuid(), uuid()];
    const add = `insert into upload (id, initiative, store, begun_at) values ($1, $2, 'postgres', now() - $3::interval)`;
    await asOwner.query(add, [old, id, '61 minutes']);
    await asOwner.query(add, [young, id, '59 minutes']);
    const made = await upload(house, owner, id, 'proposal', formWith(pdf('stays'), 'stays.pdf'));
    await asOwner.query(`update upload set begun_at = now() - interval '1 year' where id = $1`, [
      made.body.id,
    ]);
    await sweepUploads(poolOf(system), house.services.files);
    expect([
      await rowsOf('upload', old),
      await rowsOf('upload', young),
      await rowsOf('upload', made.body.id),
    ]).to.deep.equal([0, 1, 1]);
    expect((await download(house, owner, id, made.body.id)).status).to.equal(200);
    await asOwner.query('delete from upload where id = $1', [young]);
  });
});
