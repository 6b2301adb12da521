import { expect } from 'chai';
import { Webhook } from 'standardwebhooks';
import { createLog } from '../../contracts/log.ts';
import { startTelling, type TellingOptions } from '../../worker/telling/start.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { historyOf, openGateOf, submitAt, until } from '../support/initiatives.ts';
import { startReceiver, type Receiver } from '../support/receiver.ts';

const log = createLog('test', process.env['REMIT_LOG'] ?? 'silent');
const HOUR = 3_600_000;

interface Registered {
  readonly id: string;
  readonly secret: string;
  readonly active: boolean;
  readonly whyOff: string | null;
  readonly dead: number;
  readonly receiver: { readonly failures: number; readonly error: string | null };
}
interface Message {
  readonly id: string;
  readonly type: string;
  readonly n: number | null;
  readonly state: string;
  readonly attempts: number;
  readonly status: number | null;
  readonly error: string | null;
}
interface Page<T> {
  readonly items: readonly T[];
  readonly page: { readonly next: string | null };
}

describe('webhooks', function () {
  this.timeout(60_000);
  let house: House;
  let telling: { stop(): Promise<void> };
  const allowed = new Set<string>();
  const receivers: Receiver[] = [];
  /** Milliseconds by which the sender's clock is ahead. */
  let ahead = 0;

  before(async () => {
    house = await openHouse();
    telling = await startTelling(await options());
  });
  after(async () => {
    await telling.stop();
    for (const receiver of receivers) await receiver.close();
    await house.close();
  });
  afterEach(() => {
    ahead = 0;
  });

  async function options(): Promise<TellingOptions> {
    const database = await house.database.connect('remit_system', 5);
    const clock = () => new Date(Date.now() + ahead).toISOString();
    return { database, clock, log, publicUrl: 'https://remit.example', mail: null, allowed };
  }

  async function receiver(): Promise<Receiver> {
    const made = await startReceiver();
    receivers.push(made);
    allowed.add(made.place);
    return made;
  }

  async function hookOf(keeper: Asker, body: string, url: string, types: readonly string[] = []) {
    const made = await keeper.post<Registered>('/v1/webhooks', { body, url, types });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    return made.body;
  }

  const messagesOf = async (keeper: Asker, id: string, query = '') =>
    (await keeper.get<Page<Message>>(`/v1/webhooks/${id}/messages${query}`)).body.items;

  it('are told of every event of what their body has a part in, signed, numbered, in order, without words', async () => {
    const [board, hears] = [await house.as('board.QMJ'), await receiver()];
    const { id: hook, secret } = await hookOf(board, 'QMJ', hears.url);
    const id = await submitAt(house, 'QMJ', { title: 'A title to be kept' });
    await submitAt(house, 'QHL');
    const owner = await house.as('owner.QMJ');
    await openGateOf(owner, id);
    const events = await historyOf(owner, id);
    await until('all to be told', () =>
      Promise.resolve(hears.took.length >= events.length ? true : undefined),
    );
    expect(hears.took.map(({ initiative, n, type }) => [initiative, n, type])).to.deep.equal(
      events.map(({ n, type }) => [id, n, type]),
    );
    expect(new Set(hears.took.map((each) => each.id)).size).to.equal(events.length);
    for (const { body, headers } of hears.took) {
      new Webhook(secret).verify(body, headers);
      expect(body).to.not.match(/kept|owner|Shorter/i);
    }
    const { links } = (JSON.parse(hears.took[1]?.body ?? '') as { data: { links: Record<string, string> } })
      .data;
    expect(links['event']).to.equal(`https://remit.example/v1/initiatives/${id}/history?after=1&limit=1`);
    const sent = await messagesOf(board, hook);
    expect(sent.map(({ state }) => state)).to.deep.equal(events.map(() => 'delivered'));
  });

  it('hear only the types that they asked for, and a ping', async () => {
    const [board, hears] = [await house.as('board.QWE'), await receiver()];
    const { id: hook } = await hookOf(board, 'QWE', hears.url, ['gate-opened']);
    const id = await submitAt(house, 'QWE');
    await openGateOf(await house.as('owner.QWE'), id);
    const ping = await board.post<Message>(`/v1/webhooks/${hook}/ping`);
    expect(ping.status).to.equal(202);
    await until('both', () => Promise.resolve(hears.took.length === 2 ? true : undefined));
    expect(hears.took.map(({ type }) => type).sort()).to.deep.equal(['gate-opened', 'ping']);
  });

  it('catch up after an hour in which they failed, and one that is dead holds up only itself', async () => {
    const board = await house.as('board.QMJ');
    const [fails, hangs, works] = [await receiver(), await receiver(), await receiver()];
    fails.answers = () => 503;
    hangs.answers = () => null;
    const { id: failing } = await hookOf(board, 'QMJ', fails.url, ['initiative-drafted', 'comment-made']);
    await hookOf(board, 'QMJ', hangs.url, ['initiative-drafted', 'comment-made']);
    await hookOf(board, 'QMJ', works.url, ['initiative-drafted', 'comment-made']);
    const owner = await house.as('owner.QMJ');
    const drafted = await owner.post<{ id: string }>('/v1/initiatives', {
      title: 'Told late',
      lead: { code: 'QMJ' },
      affected: ['QMJ'],
    });
    for (const text of ['One', 'Two', 'Three'])
      await owner.post(`/v1/initiatives/${drafted.body.id}/comments`, { text });
    await until('the one that works to hear all', () =>
      Promise.resolve(works.took.length === 4 ? true : undefined),
    );
    const failures = async () =>
      (await board.get<Registered>(`/v1/webhooks/${failing}`)).body.receiver.failures;
    await until('the other to have failed', async () => ((await failures()) > 0 ? true : undefined));
    // Half an hour on, it is still not there; after an hour it is. The clock is moved once it is written down.
    for (const minutes of [10, 30, 50]) {
      const before = await failures();
      ahead = minutes * 60_000;
      await until(`it to be tried after ${minutes} minutes`, async () =>
        (await failures()) > before ? true : undefined,
      );
    }
    expect(fails.took).to.deep.equal([]);
    fails.answers = () => 204;
    ahead = 2 * HOUR;
    await until('it to be caught up', () => Promise.resolve(fails.took.length === 4 ? true : undefined));
    expect(fails.took.map(({ n }) => n).sort()).to.deep.equal([1, 2, 3, 4]);
    // What it took is written down a moment after it took it.
    await until('it to be said to work', async () => {
      const { body } = await board.get<Registered>(`/v1/webhooks/${failing}`);
      return body.receiver.failures === 0 && body.receiver.error === null ? true : undefined;
    });
  });

  it('give up after three days, list what was given up, and have it sent again: one, and all', async () => {
    const [operator, hears] = [await house.as('operator'), await receiver()];
    hears.answers = () => 500;
    const { id: hook } = await hookOf(operator, 'QHL', hears.url, ['initiative-drafted', 'comment-made']);
    const owner = await house.as('owner.QHL');
    const drafted = await owner.post<{ id: string }>('/v1/initiatives', {
      title: 'Given up',
      lead: { code: 'QHL' },
      affected: ['QHL'],
    });
    for (const text of ['One', 'Two'])
      await owner.post(`/v1/initiatives/${drafted.body.id}/comments`, { text });
    await until('it to have failed, and all three to wait', async () => {
      const { body } = await operator.get<Registered & { waiting: number }>(`/v1/webhooks/${hook}`);
      return body.receiver.failures > 0 && body.waiting === 3 ? true : undefined;
    });
    ahead = 73 * HOUR;
    const dead = await until('all three to be given up', async () => {
      const found = await messagesOf(operator, hook, '?state=dead');
      return found.length === 3 ? found : undefined;
    });
    expect(dead.map(({ error }) => error)).to.include('It answered 500');
    hears.answers = () => 204;
    const [one] = dead;
    const again = await operator.post<Message>(`/v1/webhooks/${hook}/messages/${one?.id ?? ''}/replay`);
    expect([again.status, again.body.state]).to.deep.equal([200, 'waiting']);
    await until('one to be sent again', () => Promise.resolve(hears.took.length === 1 ? true : undefined));
    expect(hears.took[0]?.id, 'it is the same message').to.equal(one?.id);
    const twice = await operator.post<{ type: string }>(
      `/v1/webhooks/${hook}/messages/${one?.id ?? ''}/replay`,
    );
    expect(twice.status).to.equal(409);
    expect((await operator.post(`/v1/webhooks/${hook}/replay`)).body).to.deep.equal({ replayed: 2 });
    await until('the others as well', () => Promise.resolve(hears.took.length === 3 ? true : undefined));
  });

  it('sign with both secrets while one is changed for another, and with the new one alone after a day', async () => {
    const [board, hears] = [await house.as('board.QMJ'), await receiver()];
    const { id: hook, secret } = await hookOf(board, 'QMJ', hears.url, ['stage-presented']);
    const changed = await board.post<{ secret: string }>(`/v1/webhooks/${hook}/secret`);
    expect(changed.status).to.equal(201);
    await board.post(`/v1/webhooks/${hook}/ping`);
    await until('a ping', () => Promise.resolve(hears.took.length === 1 ? true : undefined));
    for (const each of [secret, changed.body.secret]) {
      const { body = '', headers = {} } = hears.took[0] ?? {};
      new Webhook(each).verify(body, headers);
    }
    ahead = 25 * HOUR;
    await board.post(`/v1/webhooks/${hook}/ping`);
    await until('another', () => Promise.resolve(hears.took.length === 2 ? true : undefined));
    const { id = '', body = '', headers = {} } = hears.took[1] ?? {};
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(headers['webhook-signature']).to.equal(new Webhook(changed.body.secret).sign(id, at, body));
    expect((await board.get(`/v1/webhooks/${hook}`)).body).to.not.have.property('secret');
  });

  it('are switched off by who says that it is gone, by hand, and on again; each version is changed once', async () => {
    const [board, hears] = [await house.as('board.QMJ'), await receiver()];
    const { id: hook } = await hookOf(board, 'QMJ', hears.url, ['stage-presented']);
    hears.answers = () => 410;
    await board.post(`/v1/webhooks/${hook}/ping`);
    const off = await until('it to be off', async () => {
      const { body, headers } = await board.get<Registered>(`/v1/webhooks/${hook}`);
      return body.active ? undefined : { body, headers };
    });
    expect(off.body.whyOff).to.match(/410/);
    const path = `/v1/webhooks/${hook}`;
    expect((await board.patch(path, { active: true })).status).to.equal(428);
    expect((await board.patch(path, { active: true }, { 'if-match': '"1"' })).status).to.equal(412);
    hears.answers = () => 204;
    const etag = { 'if-match': off.headers.get('etag') ?? '' };
    const on = await board.patch<Registered>(path, { active: true }, etag);
    expect([on.status, on.body.active, on.body.whyOff]).to.deep.equal([200, true, null]);
    await until('what waited to come', () => Promise.resolve(hears.took.length === 1 ? true : undefined));
  });

  it('are kept by the board of their body and by the operator, and seen by nobody else', async () => {
    const board = await house.as('board.QMJ');
    const { id: hook } = await hookOf(board, 'QMJ', 'https://hooks.example/a', ['stage-presented']);
    for (const [who, status] of [
      ['board.QHL', 404],
      ['approver-1.QMJ', 403],
      ['owner.QMJ', 403],
      ['board.Y56', 404],
    ] as const) {
      const other = await house.as(who);
      expect((await other.get(`/v1/webhooks/${hook}`)).status, who).to.equal(status);
      expect((await other.post(`/v1/webhooks/${hook}/ping`)).status, who).to.equal(status);
      expect((await other.get(`/v1/webhooks/${hook}/messages`)).status, who).to.equal(status);
      expect((await other.post('/v1/webhooks', { body: 'QMJ', url: 'https://a.example/' })).status).to.equal(
        403,
      );
      const listed = (await other.get<Page<Registered>>('/v1/webhooks?limit=200')).body.items;
      expect(listed.map(({ id }) => id)).to.not.include(hook);
    }
    const operator = await house.as('operator');
    expect((await operator.get(`/v1/webhooks/${hook}`)).status).to.equal(200);
  });

  it('refuse addresses that cannot be used, each with why', async () => {
    const operator = await house.as('operator');
    for (const url of [
      'ftp://hooks.example/',
      'https://somebody:secret@hooks.example/',
      'https://hooks.example/#part',
      'not an address',
    ]) {
      const made = await operator.post<{ fields: { field: string }[] }>('/v1/webhooks', { body: 'QMJ', url });
      expect([made.status, made.body.fields[0]?.field], url).to.deep.equal([400, 'url']);
    }
    const unknown = await operator.post<{ type: string }>('/v1/webhooks', {
      body: 'nowhere',
      url: 'https://hooks.example/',
    });
    expect([unknown.status, unknown.body.type]).to.deep.equal([422, 'urn:remit:problem:bodies-unknown']);
  });

  it('do not go to where only this machine or its network is, nor by a redirect; and say so', async () => {
    const [board, inside] = [await house.as('board.QMJ'), await receiver()];
    allowed.delete(inside.place);
    const tried = [
      inside.url,
      inside.url.replace('http:', 'https:'),
      'https://localhost:1/',
      'https://[::1]/',
    ];
    for (const url of tried) {
      const { id: hook } = await hookOf(board, 'QMJ', url, ['stage-presented']);
      await board.post(`/v1/webhooks/${hook}/ping`);
      const [message] = await until(`the message to ${url} to have failed`, async () => {
        const found = await messagesOf(board, hook);
        return (found[0]?.attempts ?? 0) > 0 ? found : undefined;
      });
      expect(message?.error, url).to.match(/public internet|by HTTPS/);
    }
    expect(inside.asked).to.equal(0);
    const leads = await receiver();
    leads.answers = () => 302;
    const { id: hook } = await hookOf(board, 'QMJ', leads.url, ['stage-presented']);
    await board.post(`/v1/webhooks/${hook}/ping`);
    const [message] = await until('the redirect to have been answered', async () => {
      const found = await messagesOf(board, hook);
      return (found[0]?.attempts ?? 0) > 0 ? found : undefined;
    });
    expect([message?.status, leads.asked]).to.deep.equal([302, 1]);
  });
});
