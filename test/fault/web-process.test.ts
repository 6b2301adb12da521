import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import net from 'node:net';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { closeGracefully } from '../../web/close-gracefully.ts';
import { Lines } from '../support/eventually.ts';
import { openIssuer, type Issuer } from '../support/issuer.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('the HTTP process', () => {
  let database: TestDatabase;
  let child: ChildProcess | undefined;
  let issuer: Issuer;
  before(async () => {
    [database, issuer] = await Promise.all([createTestDatabase(), openIssuer()]);
  });
  afterEach(() => child?.kill('SIGKILL'));
  after(async () => {
    issuer.close();
    await database.drop();
  });

  const start = (databaseUrl: string): { process: ChildProcess; lines: Lines } => {
    const lines = new Lines();
    child = fork('web/main.ts', {
      execArgv: ['--import', 'tsx'],
      silent: true,
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        PORT: '0',
        OIDC_ISSUER: issuer.url,
        SESSION_SECRET: 'a secret for tests that is long enough to seal',
        REMIT_LOG: 'info',
      },
    });
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', lines.say);
    return { process: child, lines };
  };

  it('waits for a database that is not there yet, says once that it is ready, and stops when asked to', async () => {
    const [port = 0] = await freePorts(1);
    const real = new URL(database.url);
    const there = new URL(database.url);
    there.port = String(port);
    const { process: web, lines } = start(there.href);
    const ready = once(web, 'message');
    await lines.next(/no database yet/);
    const way = createServer((from) => {
      const to = net.connect(Number(real.port), real.hostname);
      from.pipe(to).pipe(from);
      from.on('error', () => to.destroy());
      to.on('error', () => from.destroy());
    });
    await new Promise<void>((resolve) => way.listen(port, '127.0.0.1', resolve));
    expect(await ready).to.deep.equal(['ready', undefined]);
    const { publicUrl } = JSON.parse(await lines.next(/web: ready/)) as { publicUrl: string };
    const readiness = await fetch(`${publicUrl}/readyz`);
    expect(readiness.status).to.equal(200);
    expect(readiness.headers.get('keep-alive')).to.equal('timeout=65');
    expect(await (await fetch(publicUrl)).text()).to.contain('Decide on improvement initiatives');
    const ended = once(web, 'exit');
    web.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
    expect(lines.all.filter((line) => line.includes('web: ready'))).to.have.lengthOf(1);
    way.close();
  });

  it('stops while it still waits for the database', async () => {
    const [port = 0] = await freePorts(1);
    const nowhere = new URL(database.url);
    nowhere.port = String(port);
    const { process: web, lines } = start(nowhere.href);
    await lines.next(/no database yet/);
    const ended = once(web, 'exit');
    web.kill('SIGTERM');
    expect(await ended).to.deep.equal([0, null]);
  });

  it('finishes what is being answered, and takes nothing new', async () => {
    let finish = (): void => undefined;
    const server = http.createServer((_request, response) => {
      finish = () => response.end('whole');
      server.emit('asked');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = fetch(address);
    await once(server, 'asked');
    const closed = closeGracefully(server);
    expect(await fetch(address).catch(() => 'refused')).to.equal('refused');
    finish();
    expect(await (await answer).text()).to.equal('whole');
    await closed;
  });
});
