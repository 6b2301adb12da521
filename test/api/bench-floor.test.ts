import { expect } from 'chai';
import pg from 'pg';
import { FloorVotes } from '../../bench/floors/vote.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, submitAt } from '../support/initiatives.ts';

const PLACE = 'place:QHL:west-birmingham';

interface Submitting {
  submit: (this: { readonly text: string }, connection: unknown) => unknown;
}

const plain = (text: string) =>
  text.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').trim();

describe('the floor beneath a vote', function () {
  this.timeout(120_000);
  let house: House;

  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  /** The statements of the vote's own connection while it is cast, in order, however they are set out. */
  async function askedWhile(work: () => Promise<unknown>): Promise<readonly string[]> {
    const asked: { connection: unknown; text: string }[] = [];
    const driver = pg.Query.prototype as unknown as Submitting;
    const submit = driver.submit;
    driver.submit = function (connection) {
      asked.push({ connection, text: plain(this.text) });
      return submit.call(this, connection);
    };
    try {
      await work();
    } finally {
      driver.submit = submit;
    }
    const key = asked.find(({ text }) => text.startsWith('insert into idempotency'));
    const own = asked.filter(({ connection }) => connection === key?.connection).map(({ text }) => text);
    const began = own.indexOf('begin');
    return own.slice(began, own.indexOf('commit', began) + 1);
  }

  it('asks what the handler asks, in its order', async () => {
    const owner = await house.as(`owner.${PLACE}`);
    const [ours, beneath] = [
      await openGateOf(owner, await submitAt(house, PLACE)),
      await openGateOf(owner, await submitAt(house, PLACE)),
    ];
    const approver = await house.as(`approver-1.${PLACE}`);
    const me = await approver.get<{ id: string; profession: string }>('/v1/people/me');
    const floor = new FloorVotes(house.database.url, '{}');
    const byHandler = await askedWhile(() =>
      approver.post(
        `/v1/tasks/${ours.seats[0]!.task}/complete`,
        { outcome: 'approve', contentHash: ours.contentHash, reason: 'So it is.' },
        { 'idempotency-key': 'once' },
      ),
    );
    const byFloor = await askedWhile(() =>
      floor.cast({
        task: beneath.seats[0]!.task,
        contentHash: beneath.contentHash,
        voter: {
          ...me.body,
          issuer: house.issuer,
          subject: `approver-1.${PLACE}`,
          token: '',
          body: PLACE,
          registered: true,
        },
      }),
    );
    await floor.close();
    expect(byHandler).to.have.lengthOf(11);
    expect(byFloor).to.deep.equal(byHandler);
  });
});
