import { expect } from 'chai';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { readConfig, TEMPORAL_KEYS } from '../../contracts/config.ts';
import { connectClient, temporalPlace } from '../../worker/temporal.ts';
import { certificatePath, demandingServer } from '../support/certificates.ts';
import { Lines } from '../support/eventually.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';
import { openWay, type Way } from '../support/way.ts';
import { killProcess, launchWorker, untilReady, type Started } from '../support/worker-process.ts';

describe('a worker and its connections', function () {
  this.timeout(120_000);
  let house: House;
  let worker: Started | undefined;
  const ways: Way[] = [];
  before(async () => {
    house = await openHouse({ worker: false });
  });
  afterEach(async () => {
    if (worker !== undefined) await killProcess(worker, 'SIGTERM');
    for (const way of ways.splice(0)) way.close();
  });
  after(() => house.close());

  const temporal = () => {
    const [host = '', port = ''] = house.temporal.address.split(':');
    return { host, port: Number(port) };
  };
  const secured = {
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificatePath('ca.crt'),
    TEMPORAL_TLS_CLIENT_CERT_PATH: certificatePath('client.crt'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: certificatePath('client.key'),
    TEMPORAL_TLS_SERVER_NAME: 'remit-test-server',
  };
  const places = (settings: Record<string, string>) => temporalPlace(readConfig(TEMPORAL_KEYS, settings));

  it('waits for Postgres and then for Temporal, says so, and says of what it is not ready', async () => {
    const [database = 0, front = 0] = await freePorts(2);
    const real = new URL(house.database.url);
    const url = new URL(house.database.url);
    url.port = String(database);
    const lines = new Lines();
    worker = launchWorker(house, {
      lines,
      env: {
        DATABASE_URL: url.href,
        TEMPORAL_ADDRESS: `127.0.0.1:${front}`,
        REMIT_WORKER_PORT: '0',
      },
    });
    const ready = untilReady(worker);
    const { port } = JSON.parse(await lines.next(/answers operators/)) as { port: number };
    const readiness = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      const { checks } = (await answer.json()) as { checks: Record<string, { ok: boolean }> };
      return [answer.status, ...Object.entries(checks).map(([name, { ok }]) => `${name}: ${ok}`)];
    };
    await lines.next(/worker: no database yet/);
    expect(await readiness()).to.deep.equal([503, 'database: false', 'temporal: false', 'polling: false']);
    ways.push(await openWay({ host: real.hostname, port: Number(real.port) }, { port: database }));
    await lines.next(/worker: no Temporal yet/);
    expect(await readiness()).to.deep.equal([503, 'database: true', 'temporal: false', 'polling: false']);
    ways.push(await openWay(temporal(), { port: front }));
    await ready;
    expect(await readiness()).to.deep.equal([200, 'database: true', 'temporal: true', 'polling: true']);
  });

  it('a password that is wrong does not mend itself: it ends, and names the setting', async () => {
    const url = new URL(house.database.url);
    url.password = 'somebody-else';
    const lines = new Lines();
    worker = launchWorker(house, { lines, env: { DATABASE_URL: url.href } });
    const { msg } = JSON.parse(await lines.next(/worker: ended by/)) as { msg: string };
    expect(msg).to.match(/^worker: ended by: DATABASE_URL cannot be used: password authentication failed/);
    if (worker.exitCode === null) await once(worker, 'exit');
    expect(worker.exitCode).to.equal(1);
  });

  it('stops when asked to while it still waits', async () => {
    const [nowhere = 0] = await freePorts(1);
    const lines = new Lines();
    worker = launchWorker(house, { lines, env: { TEMPORAL_ADDRESS: `127.0.0.1:${nowhere}` } });
    const ended = once(worker, 'exit');
    await lines.next(/worker: no Temporal yet/);
    worker.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
  });

  it('works through TLS with a certificate of its own', async () => {
    const way = await openWay(temporal(), { secured: demandingServer() });
    ways.push(way);
    worker = launchWorker(house, {
      lines: new Lines(),
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${way.port}`, ...secured },
    });
    await untilReady(worker);
    const id = await submitAt(house, 'QHL');
    expect((await openGateOf(await house.as('owner.QHL'), id)).state).to.equal('open');
  });

  it('is let in by TLS only with the certificate, the authority and the name', async () => {
    const way = await openWay(temporal(), { secured: demandingServer() });
    ways.push(way);
    const address = { TEMPORAL_ADDRESS: `127.0.0.1:${way.port}` };
    const { TEMPORAL_TLS_CLIENT_CERT_PATH: _, TEMPORAL_TLS_CLIENT_KEY_PATH: __, ...anonymous } = secured;
    const { TEMPORAL_TLS_SERVER_CA_CERT_PATH: ___, ...trusting } = secured;
    const misled = { ...secured, TEMPORAL_TLS_SERVER_NAME: 'temporal.example.org' };
    const connects = async (settings: Record<string, string>) => {
      const client = await connectClient(
        places({ ...address, ...settings }),
        house.temporal.namespace,
        3_000,
      ).catch(() => null);
      await client?.connection.close();
      return client !== null;
    };
    expect(await connects(secured)).to.equal(true);
    for (const lacking of [{}, anonymous, trusting, misled])
      expect(await connects(lacking), Object.keys(lacking).join(', ')).to.equal(false);
  });

  it('sends an API key with what it asks, and only by TLS', async () => {
    const keys = new Set<string | undefined>();
    const { ca: _, requestCert: __, ...server } = demandingServer();
    const front = createSecureServer(server);
    front.on('stream', (stream, headers) => {
      keys.add(headers.authorization);
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' },
        { endStream: true },
      );
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    const { port } = front.address() as AddressInfo;
    const place = places({
      TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      TEMPORAL_API_KEY: 'a-key',
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificatePath('ca.crt'),
    });
    expect(place.tls).not.to.equal(undefined);
    const client = await connectClient(place, 'any');
    await client.connection.close();
    front.close();
    expect(keys).to.deep.equal(new Set(['Bearer a-key']));
  });

  it('names the setting that cannot be used, and the way out', () => {
    const { TEMPORAL_TLS_CLIENT_KEY_PATH: _, ...keyless } = secured;
    for (const [settings, says] of [
      [keyless, /TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together/],
      [{ ...secured, TEMPORAL_TLS: 'false' }, /TEMPORAL_TLS is false beside/],
      [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere.pem' }, /TEMPORAL_TLS_SERVER_CA_CERT_PATH: .*ENOENT/],
      [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: import.meta.filename }, /is not a PEM file/],
      [{ TEMPORAL_TLS: 'perhaps' }, /TEMPORAL_TLS/],
    ] as const)
      expect(() => places({ ...settings }), JSON.stringify(settings)).to.throw(says);
    expect(places({})).to.deep.equal({ address: '127.0.0.1:7233' });
    expect(places({ TEMPORAL_TLS: 'true' })).to.deep.equal({ address: '127.0.0.1:7233', tls: {} });
  });
});
