import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { createLog } from '../../contracts/log.ts';
import { startTelling } from '../../worker/telling/start.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { draftAt, historyOf, until } from '../support/initiatives.ts';

const log = createLog('test', process.env['REMIT_LOG'] ?? 'silent');

interface Change {
  readonly id: string;
  readonly initiative: string;
  readonly n: number;
}
interface Page {
  readonly items: readonly Change[];
  readonly page: { readonly next: string };
  readonly missed: boolean;
}

describe('what changed', function () {
  this.timeout(60_000);
  let house: House;
  let telling: { stop(): Promise<void> };
  before(async () => {
    house = await openHouse({ worker: false });
    const database = await house.database.connect('remit_system', 5);
    const clock = () => new Date().toISOString();
    telling = await startTelling({
      ...{ database, clock, log, publicUrl: undefined, allowed: new Set<string>(), mail: null },
    });
  });
  after(async () => {
    await telling.stop();
    await house.close();
  });

  /** A stream that is followed, and what came of it. */
  async function followed(asker: Asker, headers: Record<string, string> = {}) {
    const ended = new AbortController();
    const answer = await fetch(`${house.url}/v1/changes`, {
      signal: ended.signal,
      headers: { authorization: `Bearer ${asker.token}`, accept: 'text/event-stream', ...headers },
    });
    const came: Change[] = [];
    const ids: string[] = [];
    const named: string[] = [];
    const read = async (): Promise<void> => {
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          const fields = Object.fromEntries(
            event.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
          );
          if (fields['id'] !== undefined) ids.push(fields['id']);
          if (fields['event'] !== undefined) named.push(fields['event']);
          if (fields['event'] === 'change') came.push(JSON.parse(fields['data'] ?? '') as Change);
        }
      }
    };
    const reading = read().catch(() => undefined);
    const end = async () => {
      ended.abort();
      await reading;
    };
    return { status: answer.status, came, ids, named, end };
  }

  const numbered = (changes: readonly Change[]) => changes.map(({ initiative, n }) => [initiative, n]);

  it('is streamed to who may see it, in order, and to nobody else; and read on from without a gap', async () => {
    const [owner, other] = [await house.as('owner.QMJ'), await house.as('owner.QHL')];
    const [theirs, others] = [await followed(owner), await followed(other)];
    expect(theirs.status).to.equal(200);
    const id = await draftAt(house, 'QMJ');
    const made = (await historyOf(owner, id)).length;
    await until('all to be streamed', () => Promise.resolve(theirs.came.length === made ? true : undefined));
    await until('the other to be moved on', () => Promise.resolve(others.ids.length > 0 ? true : undefined));
    expect(others.came).to.deep.equal([]);
    await theirs.end();
    const missedOut = await draftAt(house, 'QMJ');
    await owner.post(`/v1/initiatives/${id}/comments`, { text: 'While nobody listened' });
    const again = await followed(owner, { 'last-event-id': theirs.ids.at(-1) ?? '' });
    const more = (await historyOf(owner, missedOut)).length + 1;
    await until('the rest to be streamed', () =>
      Promise.resolve(again.came.length === more ? true : undefined),
    );
    const all = [...theirs.came, ...again.came];
    expect(numbered(all.filter(({ initiative }) => initiative === id)), 'each once, in order').to.deep.equal(
      Array.from({ length: made + 1 }, (_, index) => [id, index + 1]),
    );
    await again.end();
    await others.end();
  });

  it('is read page by page as well, from now on or from where one was', async () => {
    const owner = await house.as('owner.QWE');
    const now = await owner.get<Page>('/v1/changes');
    expect(now.body.items).to.deep.equal([]);
    const id = await draftAt(house, 'QWE');
    const wanted = (await historyOf(owner, id)).map(({ n }) => [id, n]);
    const read: Change[] = [];
    let after = now.body.page.next;
    await until('all to be read', async () => {
      const { body } = await owner.get<Page>(`/v1/changes?after=${after}&limit=1`);
      read.push(...body.items);
      after = body.page.next;
      return read.length >= wanted.length ? true : undefined;
    });
    expect(numbered(read)).to.deep.equal(wanted);
    expect((await owner.get(`/v1/changes?after=x`)).status).to.equal(400);
  });

  it('says where something was forgotten; and refuses a stream from nowhere, or one too many', async () => {
    const owner = await house.as('owner.QMJ');
    await draftAt(house, 'QMJ');
    const database = await house.database.connect('remit_owner', 1);
    await until('it to be told', async () => {
      const { body } = await owner.get<Page>('/v1/changes?after=0');
      return body.items.length > 0 ? true : undefined;
    });
    await database.query('delete from change where seq <= (select min(seq) + 1 from change)');
    expect((await owner.get<Page>('/v1/changes?after=0')).body.missed).to.equal(true);
    const late = await followed(owner, { 'last-event-id': '0' });
    await until('it to say so', () => Promise.resolve(late.named.includes('missed') ? true : undefined));
    expect((await followed(owner, { 'last-event-id': 'x' })).status).to.equal(400);
    const more = await Promise.all(Array.from({ length: 6 }, () => followed(owner)));
    expect(more.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 200, 503]);
    for (const each of [late, ...more]) await each.end();
  });

  it('gives nobody a stream who is gone before it began', async () => {
    const owner = await house.as('owner.QHM');
    const { identities } = house.services;
    const read = identities.read.bind(identities);
    const gone = new AbortController();
    let asked = 0;
    // Each is found to be somebody only once they have gone.
    identities.read = async (who) => {
      const person = await read(who);
      asked += 1;
      if (!gone.signal.aborted) await once(gone.signal, 'abort');
      return person;
    };
    const { port, hostname } = new URL(house.url);
    const head = ['GET /v1/changes HTTP/1.1', `Host: ${hostname}`, 'Accept: text/event-stream'];
    const sockets = Array.from({ length: 6 }, () => connect(Number(port), hostname));
    for (const socket of sockets)
      socket.write([...head, `Authorization: Bearer ${owner.token}`, '', ''].join('\r\n'));
    await until('all to have asked', () => Promise.resolve(asked === 6 ? true : undefined));
    for (const socket of sockets) socket.destroy();
    // What is asked after they left is answered after it was seen that they did.
    await fetch(`${house.url}/healthz`, { headers: { connection: 'close' } });
    gone.abort();
    identities.read = read;
    const stream = await followed(owner);
    expect(stream.status).to.equal(200);
    await stream.end();
  });

  it('goes on, and says that something was missed, where a backup was restored that knows less', async () => {
    const owner = await house.as('owner.QMJ');
    const ahead = '999999999';
    const page = await owner.get<Page>(`/v1/changes?after=${ahead}`);
    expect(page.body.missed).to.equal(true);
    expect(page.body.items).to.deep.equal([]);
    const stream = await followed(owner, { 'last-event-id': ahead });
    await until('it to say so', () => Promise.resolve(stream.named.includes('missed') ? true : undefined));
    const id = await draftAt(house, 'QMJ');
    await until('what happens now to be streamed', () =>
      Promise.resolve(stream.came.some(({ initiative }) => initiative === id) ? true : undefined),
    );
    expect(stream.named.filter((name) => name === 'missed')).to.have.lengthOf(1);
    await stream.end();
    const bad = await followed(owner, { 'last-event-id': 'x' });
    expect(bad.status).to.equal(400);
  });
});
