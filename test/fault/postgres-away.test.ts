import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { complain, openEstate, type Estate } from '../support/estate/estate.ts';
import { Desk } from '../support/estate/desk.ts';
import { cast, openGates, type Waiting } from '../support/estate/gates.ts';
import { Sight } from '../support/estate/sight.ts';
import { until } from '../support/initiatives.ts';

describe('Postgres is away', function () {
  this.timeout(300_000);
  let estate: Estate;
  let desk: Desk;
  let sight: Sight;
  let votes: readonly Waiting[];
  const given = new Set<Waiting>();
  before(async () => {
    estate = await openEstate({ workerPort: true });
    desk = new Desk(estate);
    sight = new Sight(estate);
    sight.start();
    votes = await openGates(desk, sight, 4);
  });
  afterEach(function () {
    complain(this.currentTest, estate);
  });
  after(async () => {
    desk.close();
    await sight.stop();
    await estate.close();
  });

  /** Asks once, and not again. */
  async function ask(path: string, vote?: Waiting, key = uuid()) {
    const answer = await fetch(`${estate.urls[0] ?? ''}${path}`, {
      ...(vote !== undefined && {
        method: 'POST',
        body: JSON.stringify({ outcome: 'approve', contentHash: vote.contentHash }),
        headers: {
          authorization: `Bearer ${await estate.token(vote.by)}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
      }),
    });
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    const body = (type.includes('json') ? JSON.parse(text) : text) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, type, body };
  }
  const completing = ({ task }: Waiting) => `/v1/tasks/${task}/complete`;

  const at = (act: () => void): Promise<void> => {
    act();
    return Promise.resolve();
  };
  for (const [how, away, back] of [
    ['killed', () => estate.postgres.kill(), () => estate.postgres.start()],
    [
      'frozen',
      () =>
        at(() => {
          estate.postgres.freeze();
        }),
      () =>
        at(() => {
          estate.postgres.thaw();
        }),
    ],
    [
      'out of reach',
      () =>
        at(() => {
          estate.links.webToPostgres.cut();
        }),
      () =>
        at(() => {
          estate.links.webToPostgres.mend();
        }),
    ],
  ] as const)
    it(`${how}: commands are refused with 503 and a problem document, readyz says so, and all recovers by itself`, async () => {
      const vote = votes.find((each) => !given.has(each)) ?? votes[0];
      if (vote === undefined) throw new Error('nobody can vote');
      given.add(vote);
      const key = uuid();
      await away();
      try {
        const refused = await ask(completing(vote), vote, key);
        expect(refused.status).to.equal(503);
        expect(refused.type).to.match(/^application\/problem\+json/);
        expect(refused.body).to.include({ status: 503, type: 'urn:remit:problem:database-unavailable' });
        expect(refused.headers.get('retry-after')).to.match(/^\d+$/);
        const unready = await ask('/readyz');
        expect(unready.status).to.equal(503);
        expect(JSON.stringify(unready.body)).to.match(/database/);
        expect((await ask('/healthz')).status).to.equal(200);
      } finally {
        await back();
      }
      await until(
        'ready again',
        async () => ((await ask('/readyz')).status === 200 ? true : undefined),
        60_000,
      );
      // With the same key it is done once, whether the first was done or not.
      const told = await until(
        'the vote to be taken',
        async () => {
          const answer = await ask(completing(vote), vote, key);
          return answer.status === 503 ? undefined : answer;
        },
        60_000,
      );
      expect(told.status).to.equal(200);
    });

  it('and the workflow goes on where it stood', async () => {
    for (const vote of votes) if (!given.has(vote)) await cast(desk, vote);
    await Promise.all(
      [...new Set(votes.map((vote) => vote.initiative))].map((id) =>
        sight.until(id, 'the second stage', (seen) => (seen.stage === 'support-people' ? seen : undefined)),
      ),
    );
    expect(desk.broken).to.deep.equal([]);
  });
});
