import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { expect } from 'chai';
import { createApp } from '../../api/app.ts';
import { createServices, type Services } from '../../api/services.ts';
import { mountPages } from '../../web/pages.ts';
import { openHouse, type House } from '../support/house.ts';

const LIMIT = 20;
const STRANGERS = 5;

describe('rate limits', function () {
  this.timeout(120_000);
  let house: House;
  const begins = Date.parse('2026-11-02T09:00:15.000Z');
  let now = begins;
  const webs: { url: string; server: Server; services: Services }[] = [];

  /** A web process of its own, but for the process: what it shares with the others is Postgres alone. */
  const openWeb = async () => {
    const { authenticate, clock, log, issuer } = house.services;
    const services = createServices({
      database: await house.database.connect('remit_app'),
      ...{ authenticate, clock, log, issuer },
      rateLimit: { caller: LIMIT, address: STRANGERS },
      now: () => now,
      proxies: 1,
    });
    const app = createApp(services, (mounted) => {
      mountPages(mounted, services, {
        publicUrl: 'http://127.0.0.1',
        clientId: 'pages',
        secrets: ['a secret for tests that is long enough to seal'],
      });
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, services };
  };

  before(async () => {
    house = await openHouse({ worker: false, temporal: { address: 'none is asked for', namespace: '' } });
    webs.push(await openWeb(), await openWeb());
  });
  after(async () => {
    for (const { server } of webs) {
      server.close();
      server.closeAllConnections();
    }
    await house.close();
  });
  let minutes = 0;
  beforeEach(() => {
    // What one test counted is no other's, and each begins 15 seconds into a minute.
    minutes += 10;
    now = begins + minutes * 60_000;
  });

  const ask = async (
    subject: string | null,
    web = 0,
    path = '/v1/people/me',
    more: Record<string, string> = {},
  ) => {
    const token = subject === null ? 'not a token' : (await house.as(subject)).token;
    const { url, services } = webs[web]!;
    const answer = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, ...more },
      redirect: 'manual',
    });
    // Nothing is waited for by a request; a test waits until what it counted is added.
    await services.rateLimits.add();
    return answer;
  };
  const many = async (times: number, one: (n: number) => Promise<Response>) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) statuses.push((await one(n)).status);
    return statuses;
  };

  it('are one for both processes, told with each answer, and over when the minute is', async () => {
    const first = await ask('owner.QMJ');
    expect(first.headers.get('ratelimit-policy')).to.equal(`"caller";q=${LIMIT};w=60`);
    expect(first.headers.get('ratelimit')).to.equal(`"caller";r=${LIMIT - 1};t=45`);
    const statuses = await many(LIMIT, (n) => ask('owner.QMJ', n % 2));
    // Each process knows of what the other let in once it adds again: nobody gets in far beyond.
    expect(statuses.filter((status) => status === 200).length).to.be.within(LIMIT - 1, LIMIT);
    const refused = await ask('owner.QMJ', 1);
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, '45']);
    expect(refused.headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(await refused.json()).to.deep.include({
      type: 'urn:remit:problem:rate-limited',
      title: 'Rate limited',
      status: 429,
      retryAfter: 45,
    });
    expect((await ask('approver-1.QMJ', 1)).status, 'somebody else').to.equal(200);
    expect((await fetch(`${webs[1]!.url}/healthz`)).headers.has('ratelimit')).to.equal(false);
    const metrics = await (await fetch(`${webs[1]!.url}/metrics`)).text();
    expect(metrics).to.match(/remit_rate_limited_total\{kind="caller"\} [1-9]/);
    now += 45_000;
    expect((await ask('owner.QMJ', 1)).status, 'the next minute').to.equal(200);
  });

  it('are of an address for who is not known, and hold up nobody who is', async () => {
    const from = { 'x-forwarded-for': '198.51.100.7' };
    const statuses = await many(STRANGERS + 2, () => ask(null, 0, '/v1/people/me', from));
    expect(statuses).to.deep.equal([...Array.from({ length: STRANGERS }, () => 401), 429, 429]);
    expect((await ask(null, 1, '/v1/people/me', from)).status, 'at the other process').to.be.oneOf([
      401, 429,
    ]);
    expect((await ask(null, 1, '/v1/people/me', from)).status, 'at the other process, which knows').to.equal(
      429,
    );
    expect((await ask('owner.QMJ', 0, '/v1/people/me', from)).status, 'a good token').to.equal(200);
    const elsewhere = { 'x-forwarded-for': '198.51.100.8' };
    expect((await ask(null, 0, '/v1/people/me', elsewhere)).status, 'another address').to.equal(401);
  });

  it('are of an address for who signs in, and told on a page', async () => {
    const from = { 'x-forwarded-for': '2001:db8::1', accept: 'text/html' };
    const callback = '/sign-in/callback?code=guessed&state=guessed';
    expect(await many(STRANGERS, () => ask(null, 0, callback, from))).to.not.include(429);
    const refused = await ask(null, 0, callback, { ...from, 'x-forwarded-for': '2001:db8::2' });
    expect([refused.status, refused.headers.get('retry-after')]).to.deep.equal([429, '45']);
    expect(await refused.text()).to.include('Nothing was done. Wait a minute, and go on.');
  });

  it('leave no count behind that is older than the minute before', async () => {
    await ask('owner.QMJ');
    now += 180_000;
    await ask('owner.QMJ');
    const database = await house.database.connect('remit_owner', 1);
    const kept: { minute: number }[] = await database.query('select distinct minute from rate_count');
    expect(kept.map(({ minute }) => minute)).to.deep.equal([Math.floor(now / 60_000)]);
  });
});
