import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { createLog } from '../../contracts/log.ts';
import { poolOf } from '../../store/database.ts';
import { createFiles } from '../../store/files/create-files.ts';
import type { FilesAway } from '../../store/files/file-store.ts';
import { sweepUploads } from '../../store/files/uploads.ts';
import { startRelay } from '../../worker/relay.ts';
import { connectClient } from '../../worker/temporal.ts';
import { codeOf, download, formWith, pdf, upload } from '../support/files.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { draftAt, until } from '../support/initiatives.ts';
import { startS3 } from '../support/s3-server.ts';

describe('attachments in a bucket', function () {
  this.timeout(60_000);
  let house: House;
  let s3: Awaited<ReturnType<typeof startS3>>;
  let asOwner: DataSource;
  let owner: Asker;
  before(async () => {
    s3 = await startS3();
    house = await openHouse({ worker: false });
    asOwner = await house.database.connect('remit_owner', 2);
    owner = await house.as('owner.QMJ');
  });
  after(async () => {
    await house.close();
    await s3.stop();
  });

  const useBucket = (bucket = s3.bucket) => {
    const files = createFiles(house.services.database, bucket);
    Object.assign(house.services, { files });
    return files;
  };
  const rowOf = async (id: string) =>
    (
      await asOwner.query<{ store: string; chunks: number }[]>(
        'select store, (select count(*)::int from chunk where upload = id) as chunks from upload where id = $1',
        [id],
      )
    )[0];

  it('are written and read there, and those from before are read where they were put', async () => {
    const id = await draftAt(house, 'QMJ');
    const old = await upload(house, owner, id, 'proposal', formWith(pdf('from before'), 'before.pdf'));
    useBucket();
    const bytes = Buffer.concat([pdf('large'), randomBytes(6_000_000)]);
    const made = await upload(house, owner, id, 'proposal', formWith(bytes, 'plan.pdf'));
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(await rowOf(made.body.id)).to.deep.equal({ store: 's3', chunks: 0 });
    const read = await download(house, owner, id, made.body.id);
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).to.equal(true);
    expect((await download(house, await house.as('owner.QHL'), id, made.body.id)).status).to.equal(403);
    const before = await download(house, owner, id, old.body.id);
    expect(Buffer.from(await before.arrayBuffer()).equals(pdf('from before'))).to.equal(true);
  });

  it('are deleted there by the sweep once they are removed', async () => {
    const id = await draftAt(house, 'QMJ');
    const files = useBucket();
    const made = await upload(house, owner, id, 'proposal', formWith(pdf('gone'), 'gone.pdf'));
    await owner.post(`/v1/initiatives/${id}/attachments/${made.body.id}/remove`);
    await asOwner.query(`update upload set begun_at = now() - interval '2 hours' where id = $1`, [
      made.body.id,
    ]);
    const person = await house.services.identities.read({ issuer: house.issuer, subject: 'owner.QMJ' });
    if (person === null) throw new Error('owner.QMJ is not registered');
    const piecesOf = async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of files.read({ id: made.body.id, initiative: id }, person)) pieces.push(piece);
      return Buffer.concat(pieces).length;
    };
    expect(await piecesOf()).to.equal(pdf('gone').length);
    const system = await house.database.connect('remit_system', 1);
    await sweepUploads(poolOf(system), files);
    expect(await rowOf(made.body.id)).to.equal(undefined);
    expect(await piecesOf()).to.equal(0);
  });

  it('are refused while it is away, and nothing is half done', async () => {
    const id = await draftAt(house, 'QMJ');
    useBucket();
    const made = await upload(house, owner, id, 'proposal', formWith(pdf('kept'), 'kept.pdf'));
    useBucket({ ...s3.bucket, bucket: 'http://127.0.0.1:9/remit' });
    const away = await upload(house, owner, id, 'proposal', formWith(pdf('x'), 'x.pdf'));
    expect([away.status, codeOf(away.body)]).to.deep.equal([503, 'files-unavailable']);
    const read = await download(house, owner, id, made.body.id);
    expect([read.status, codeOf(await read.json())]).to.deep.equal([503, 'files-unavailable']);
    const { body } = await owner.get<{ items: unknown[] }>(`/v1/initiatives/${id}/attachments`);
    expect(body.items).to.have.lengthOf(1);
    // What could not be deleted there now is found by the sweep once it is back.
    const [left] = await asOwner.query<{ n: number }[]>(
      'select count(*)::int as n from upload where not kept',
    );
    expect(left?.n).to.equal(1);
    await asOwner.query(`update upload set begun_at = now() - interval '2 hours' where not kept`);
    const system = await house.database.connect('remit_system', 1);
    expect(await sweepUploads(poolOf(system), useBucket())).to.equal(1);
  });

  /** Files that nothing names, the oldest first, in a bucket that answers what it is told to; `null`: nothing, ever. */
  async function loose(ids: readonly string[], answers: (id: string) => number | null) {
    const initiative = await draftAt(house, 'QMJ');
    for (const [n, id] of ids.entries())
      await asOwner.query(
        `insert into upload (id, initiative, store, begun_at) values ($1, $2, 's3', now() - interval '1 day' + $3 * interval '1 minute')`,
        [id, initiative, n],
      );
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const id = request.url?.split('/').at(-1) ?? '';
      asked.push(id);
      const status = answers(id);
      if (status !== null) response.writeHead(status).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      asked,
      files: useBucket({ ...s3.bucket, bucket: `http://127.0.0.1:${port}/remit` }),
      close: async () => {
        server.close();
        server.closeAllConnections();
        await asOwner.query('delete from upload where id = any ($1)', [ids]);
      },
    };
  }

  it('are deleted though one of them cannot be, which is tried again after the others', async () => {
    const ids = [uuid(), uuid()];
    const bucket = await loose(ids, (id) => (id === ids[0] ? 403 : 204));
    const system = poolOf(await house.database.connect('remit_system', 1));
    const failed = new Map<string, FilesAway>();
    expect(await sweepUploads(system, bucket.files, failed)).to.equal(1);
    expect([...failed.keys()]).to.deep.equal([ids[0]]);
    expect([await rowOf(ids[0]!), await rowOf(ids[1]!)]).to.deep.equal([
      { store: 's3', chunks: 0 },
      undefined,
    ]);
    await sweepUploads(system, bucket.files, failed);
    await sweepUploads(system, bucket.files, failed);
    expect(bucket.asked.filter((id) => id === ids[0])).to.have.lengthOf(2);
    await bucket.close();
  });

  it('hold up nothing but themselves where the bucket does not answer: the relay says that it lives', async () => {
    const bucket = await loose([uuid()], () => null);
    const temporal = await connectClient(house.temporal, house.temporal.namespace);
    const relay = await startRelay({
      ...{ databaseUrl: house.database.url, temporal, taskQueue: house.taskQueue, files: bucket.files },
      ...{ log: createLog('test', 'silent'), clock: () => new Date().toISOString() },
    });
    await until('it to be asked', () => Promise.resolve(bucket.asked.length > 0 ? true : undefined));
    const seen = async () =>
      (await asOwner.query<{ at: Date }[]>('select max(seen_at) as at from relay'))[0]?.at.getTime() ?? 0;
    const before = await seen();
    await until('it to be said again', async () => ((await seen()) > before ? true : undefined), 12_000);
    await bucket.close();
    await relay.stop();
    await temporal.connection.close();
  });
});
