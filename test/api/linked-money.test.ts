import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, openGateOf, QUIET_FACTS, submitAt, until } from '../support/initiatives.ts';

const BODY = 'QKS';
const asking = (revenueGbp: number) => ({ facts: { ...QUIET_FACTS, revenueGbp } });

describe('linked initiatives', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  async function levelOf(id: string, level: string): Promise<void> {
    const owner = await house.as(`owner.${BODY}`);
    await until(`${id} at ${level}`, async () =>
      (await openGateOf(owner, id)).level === level ? true : undefined,
    );
  }

  it('are decided where the whole would be: one that is split in two moves both gates, until one asks for nothing more', async () => {
    const first = await submitAt(house, BODY, asking(600_000));
    await levelOf(first, 'system');
    const second = await submitAt(house, BODY, { ...asking(700_000), linkedInitiatives: [first] });
    await levelOf(second, 'region');
    await levelOf(first, 'region');
    const owner = await house.as(`owner.${BODY}`);
    const { body } = await owner.get<{
      items: { receipt: { basis?: { linked: { initiative: string; revenueGbp: number }[] } } }[];
    }>(`/v1/initiatives/${first}/verdicts`);
    expect(body.items.at(-1)?.receipt.basis?.linked).to.deep.equal([
      { initiative: second, revenueGbp: 700_000, capitalGbp: 0, consultancyGbp: 0 },
    ]);
    expect((await owner.post(`/v1/initiatives/${second}/withdraw`, {})).status).to.equal(200);
    await levelOf(first, 'system');
  });

  it('count through one another, a draft does not yet, and a link is dropped by an edit', async () => {
    const first = await submitAt(house, BODY, asking(400_000));
    const between = await draftAt(house, BODY, { ...asking(500_000), linkedInitiatives: [first] });
    const third = await submitAt(house, BODY, { ...asking(700_000), linkedInitiatives: [between] });
    await levelOf(third, 'region');
    await levelOf(first, 'region');
    const owner = await house.as(`owner.${BODY}`);
    const etag = (await owner.get(`/v1/initiatives/${third}`)).headers.get('etag') ?? '';
    const edited = await owner.patch(
      `/v1/initiatives/${third}`,
      { linkedInitiatives: [] },
      { 'if-match': etag },
    );
    expect([edited.status, edited.body['linkedInitiatives']]).to.deep.equal([200, []]);
    await levelOf(third, 'system');
    await levelOf(first, 'system');
  });

  it('that somebody cannot see are no different from those that are not there', async () => {
    const unseen = await submitAt(house, 'QVV', asking(600_000));
    const owner = await house.as(`owner.${BODY}`);
    for (const id of [unseen, uuid()]) {
      const draft = { title: 'Linked', lead: { code: BODY }, linkedInitiatives: [id] };
      const answer = await owner.post<{ type: string; detail: string }>('/v1/initiatives', draft);
      expect([answer.status, answer.body.type]).to.deep.equal([422, 'urn:remit:problem:links-unknown']);
      expect(answer.body.detail).to.equal(`There is no initiative ${id} that you can see.`);
    }
  });
});

describe('linked initiatives whose nudges wait in the outbox', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse({ worker: false });
  });
  after(() => house.close());

  it('change at once, each telling the other: neither waits for the other', async () => {
    const first = await submitAt(house, BODY, asking(600_000));
    const second = await submitAt(house, BODY, { ...asking(700_000), linkedInitiatives: [first] });
    const owner = await house.as(`owner.${BODY}`);
    const system = await house.database.connect('remit_system', 4);
    const hold = async (id: string) => {
      const holder = system.createQueryRunner();
      await holder.startTransaction();
      await holder.query('select from jobs._private_jobs where key = $1 for update', [`initiative:${id}`]);
      const [me] = (await holder.query('select pg_backend_pid() as pid')) as { pid: number }[];
      return {
        pid: me?.pid,
        letGo: () => holder.commitTransaction().then(() => holder.release()),
      };
    };
    const waitsFor = (pid: number | undefined) =>
      until('a command to wait', async () => {
        const [row]: { pid: number }[] = await system.query(
          `select pid from pg_stat_activity where datname = current_database() and $1 = any (pg_blocking_pids(pid))`,
          [pid],
        );
        return row?.pid;
      });
    const withdraw = (id: string) => owner.post<{ status: string }>(`/v1/initiatives/${id}/withdraw`, {});
    // Each comes as far as its own nudge. The first goes on from there as far as it can, and then the second.
    const holders = [await hold(first), await hold(second)] as const;
    let answered = false;
    const one = withdraw(first).finally(() => (answered = true));
    const pid = await waitsFor(holders[0].pid);
    const other = withdraw(second);
    await waitsFor(holders[1].pid);
    await holders[0].letGo();
    await until('the first to be done, or to wait for the second', async () => {
      const [row]: { n: number }[] = await system.query('select cardinality(pg_blocking_pids($1)) as n', [
        pid,
      ]);
      return answered || (row?.n ?? 0) > 0 ? true : undefined;
    });
    await holders[1].letGo();
    const answers = await Promise.all([one, other]);
    expect(answers.map(({ status, body }) => [status, body.status])).to.deep.equal([
      [200, 'withdrawn'],
      [200, 'withdrawn'],
    ]);
    const told: { initiative: string }[] = await system.query(
      `select distinct payload ->> 'initiative' as initiative from jobs._private_jobs where key is null`,
    );
    expect(told.map(({ initiative }) => initiative)).to.have.members([first, second]);
  });

  it('that are submitted at one instant learn of each other, though neither saw the other under way', async () => {
    const first = await draftAt(house, BODY, asking(600_000));
    const second = await draftAt(house, BODY, { ...asking(700_000), linkedInitiatives: [first] });
    const owner = await house.as(`owner.${BODY}`);
    const system = await house.database.connect('remit_system', 2);
    const submit = (id: string) => owner.post(`/v1/initiatives/${id}/submit`);
    // The queue writes down that there are nudges with the first of all: that is not to be what is waited for.
    await system.query('select jobs.nudge($1)', [uuid()]);
    // The second has read how things stand, and comes as far as its own nudge, before the first is submitted.
    const holder = system.createQueryRunner();
    await holder.startTransaction();
    await holder.query('select jobs.nudge($1)', [second]);
    const late = submit(second);
    await until('the second to wait', async () => {
      const [row]: { n: number }[] = await system.query(
        `select count(*)::int as n from pg_locks
          where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
      );
      return row?.n === 1 ? true : undefined;
    });
    expect((await submit(first)).status).to.equal(200);
    await holder.rollbackTransaction();
    await holder.release();
    expect((await late).status).to.equal(200);
    const told: unknown[] = await system.query(
      `select from jobs._private_jobs where key is null and payload ->> 'initiative' = $1`,
      [first],
    );
    expect(told).to.have.lengthOf(1);
  });
});
