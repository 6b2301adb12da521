import { expect } from 'chai';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { createDatabase } from '../../store/database.ts';
import { isDatabaseAway } from '../../store/database-away.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** What Postgres says to a connection when its postmaster was killed. */
const ENDED = message('SFATAL', 'C57P01', 'Mterminating connection due to unexpected postmaster exit');
const READY = Buffer.from('Z\0\0\0\u0005I', 'latin1');

function message(...fields: readonly string[]): Buffer {
  const body = Buffer.from(`${fields.map((each) => `${each}\0`).join('')}\0`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from('E'), length, body]);
}

describe('a connection to Postgres that ends as it begins', () => {
  let database: TestDatabase;
  let between: Server;
  before(async () => {
    database = await createTestDatabase();
    const { hostname, port } = new URL(database.url);
    // The end comes in the same bytes as the word that it is ready, as it may when Postgres is killed.
    between = createServer((client) => {
      const server = connect(Number(port), hostname);
      server.on('data', (bytes: Buffer) => {
        const ready = bytes.subarray(-READY.length).equals(READY);
        client.write(ready ? Buffer.concat([bytes, ENDED]) : bytes);
        if (ready) client.end();
      });
      client.pipe(server);
      for (const each of [client, server]) each.on('error', () => undefined);
      client.on('close', () => server.destroy());
    });
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
  });
  after(async () => {
    between.close();
    await database.drop();
  });

  it('makes what is asked of it fail, and not the process', async () => {
    const url = new URL(database.url);
    url.hostname = '127.0.0.1';
    url.port = String((between.address() as AddressInfo).port);
    const broken = createDatabase({ url: url.href, role: 'remit_app', poolSize: 1 });
    const failed = await broken.initialize().then(
      () => null,
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(Error);
    expect(isDatabaseAway(failed)).to.equal(true);
  });
});
