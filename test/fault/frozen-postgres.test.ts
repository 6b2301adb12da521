import { expect } from 'chai';
import { Lines } from '../support/eventually.ts';
import { freeze } from '../support/freeze.ts';
import { openHouse, type House } from '../support/house.ts';
import { until } from '../support/initiatives.ts';
import { startTestPostgres } from '../support/servers.ts';
import { killProcess, startWebProcess } from '../support/worker-process.ts';

// A server that hangs takes connections and answers nothing: no error ever comes from it.
describe('web with a Postgres that is frozen', function () {
  this.timeout(120_000);
  let house: House;
  let web: Awaited<ReturnType<typeof startWebProcess>>;
  let thaw = (): void => undefined;

  before(async () => {
    house = await openHouse({ worker: false });
    const env = { REMIT_DATABASE_CONNECT_MS: '700', REMIT_DATABASE_STATEMENT_MS: '700' };
    web = await startWebProcess(house, { env, lines: new Lines() });
  });
  afterEach(() => {
    thaw();
  });
  after(async () => {
    await killProcess(web.child, 'SIGTERM');
    await house.close();
  });

  const ask = async (path: string, body?: unknown) => {
    const { token } = await house.as('owner.QHL');
    return fetch(`${web.url}${path}`, {
      // Whoever waits longer than this was left hanging.
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': 'once-and-only-once',
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  };
  const draft = { title: 'Thawed', aim: 'Once', lead: { code: 'QHL' }, affected: ['QHL'] };

  it('says 503 with when to come again, is not ready, and is itself again when it thaws', async () => {
    expect((await ask('/v1/people/me')).status).to.equal(200);
    const { pid } = await startTestPostgres();
    thaw = freeze(pid);
    const [read, write, readiness] = await Promise.all([
      ask('/v1/people/me'),
      ask('/v1/initiatives', draft),
      ask('/readyz'),
    ]);
    for (const answer of [read, write]) {
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.match(/^\d+$/);
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
      const problem: unknown = await answer.json();
      expect(problem).to.include({ type: 'urn:remit:problem:database-unavailable' });
      expect(problem).to.have.property('requestId', answer.headers.get('x-request-id'));
    }
    expect(readiness.status).to.equal(503);
    const told = (await readiness.json()) as { checks: Record<string, { ok: boolean; detail?: string }> };
    expect(told.checks['database']).to.include({ ok: false });
    expect(told.checks['signing-keys']).to.deep.equal({ ok: true });
    expect((await ask('/healthz')).status).to.equal(200);
    // Also when every connection of the pool has been given up.
    const crowd = await Promise.all(Array.from({ length: 40 }, () => ask('/v1/people/me')));
    expect(new Set(crowd.map((answer) => answer.status))).to.deep.equal(new Set([503]));

    thaw();
    await until('it is ready', async () => ((await ask('/readyz')).status === 200 ? true : undefined));
    const [first, second] = [await ask('/v1/initiatives', draft), await ask('/v1/initiatives', draft)];
    expect([first.status, second.status]).to.deep.equal([201, 201]);
    expect(await second.json()).to.deep.equal(await first.json());
    const { items } = (await (await ask('/v1/initiatives')).json()) as { items: { title: string }[] };
    expect(items.filter(({ title }) => title === 'Thawed')).to.have.lengthOf(1);
  });
});
