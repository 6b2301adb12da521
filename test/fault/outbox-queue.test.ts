import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { createLog } from '../../contracts/log.ts';
import { createPool } from '../../store/database.ts';
import { takeJobs, type Queue } from '../../worker/queue.ts';
import { Link } from '../support/estate/link.ts';
import { until } from '../support/initiatives.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

describe('the outbox’s queue', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let link: Link;
  let queue: Queue;
  before(async () => {
    database = await createTestDatabase();
    link = await Link.to(Number(new URL(database.url).port));
  });
  after(async () => {
    link.mend();
    await queue.stop();
    await link.close();
    await database.drop();
  });

  it('is taken up again when the database is lost just as several jobs are written down as done', async () => {
    const url = new URL(database.url);
    url.port = String(link.port);
    const limits = { connectMs: 2_000, statementMs: 2_000 };
    const pool = createPool(
      { url: url.href, role: 'remit_system', poolSize: 8, limits },
      'test',
      () => undefined,
    );
    const begun: string[] = [];
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    queue = await takeJobs(pool, {
      concurrency: 4,
      log: createLog('test', 'silent'),
      taskList: {
        nudge: async (payload) => {
          begun.push((payload as { initiative: string }).initiative);
          await finished;
        },
      },
    });
    const names = [...queue.relayIds];
    const system = await database.connect('remit_system', 2);
    const nudge = (id: string) => system.query('select jobs.nudge($1)', [id]);
    for (let each = 0; each < 3; each += 1) await nudge(uuid());
    await until('three to be taken', () => Promise.resolve(begun.length === 3 ? true : undefined));
    const held: { locked_by: string }[] = await system.query(
      'select distinct locked_by from jobs._private_jobs where locked_by is not null',
    );
    // What a relay says that it lives by is what its jobs are held by.
    expect(held.map((each) => each.locked_by)).to.deep.equal(names);
    link.cut();
    finish();
    await until('the queue to be given up', () =>
      Promise.resolve(queue.relayIds.has(names[0] ?? '') ? undefined : true),
    );
    link.mend();
    const later = uuid();
    await nudge(later);
    await until('a later one to be done', () => Promise.resolve(begun.includes(later) ? true : undefined));
  });
});
