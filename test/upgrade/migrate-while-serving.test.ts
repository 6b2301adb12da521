import { expect } from 'chai';
import pg from 'pg';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { STAGES } from '../../domain/stage.ts';
import { MIGRATIONS } from '../../store/database.ts';
import { until } from '../support/initiatives.ts';
import type { TempFolder } from '../support/temp-folder.ts';
import { checkOutLastRelease } from './last-release.ts';
import { PeopleAtWork } from './people-at-work.ts';
import { openReleasedSite, type ReleasedSite } from './released-site.ts';

describe('the last release, while its database is migrated and it is replaced', function () {
  this.timeout(1_800_000);
  const root = projectRoot();
  let released: TempFolder;
  let site: ReleasedSite;
  beforeEach(async () => {
    released = checkOutLastRelease();
    site = await openReleasedSite(released.path);
  });
  afterEach(async () => {
    await site.close();
    released.remove();
  });

  const applied = () => site.query<{ name: string }>('select name from migration order by id');

  it('goes on, with 20 initiatives under way, and no command is refused until all are closed by this version', async () => {
    const [develop, support, guide, deliver, assure] = STAGES;
    const people = new PeopleAtWork((subject) => site.token(subject));
    const oldWeb = await site.web(released.path);
    const oldWorker = await site.worker(released.path);
    people.addresses = [oldWeb.url];
    const ids = await Promise.all(Array.from({ length: 20 }, () => people.submit()));
    const all = (stage: (typeof STAGES)[number]) => Promise.all(ids.map((id) => people.through(id, stage)));
    /** Somebody who drafts all the time, so that there is always a command on its way. */
    const enough = new AbortController();
    const drafts = (async () => {
      while (!enough.signal.aborted) await people.draft();
    })();
    await all(develop);
    expect(await applied()).to.have.lengthOf(1);

    // The new schema under the old version, by two at once.
    const before = people.answered;
    const [said] = await Promise.all([site.migrate(root), site.migrate(root), all(support)]);
    expect(said).to.contain('is at this version');
    expect(await applied()).to.have.lengthOf(MIGRATIONS.length);
    expect(people.answered).to.be.greaterThan(before);
    await all(guide);

    // One process after another, the new before the old is asked to stop.
    const newWeb = await site.web(root);
    people.addresses = [oldWeb.url, newWeb.url];
    const [, exit] = await Promise.all([all(deliver), oldWeb.stop()]);
    expect(exit).to.equal(0);
    people.addresses = [newWeb.url];
    await site.worker(root);
    const [, workerExit] = await Promise.all([all(assure), oldWorker.stop()]);
    expect(workerExit).to.equal(0);
    enough.abort();
    await drafts;

    expect(people.refusals).to.deep.equal([]);
    const ends = await site.query<{ status: string; events: number; last: number }>(
      `select i.status, count(*)::int as events, max(e.n) as last from initiative i join event e on e.stream = i.id
        where i.id = any ($1) group by i.id, i.status`,
      [ids],
    );
    expect(ends).to.have.lengthOf(20);
    for (const { status, events, last } of ends) {
      expect(status).to.equal('closed');
      expect(events).to.equal(last);
    }
  });

  it('is not held up by a migration that has to wait: it gives up its place, and comes again', async () => {
    const reader = new pg.Client({ connectionString: site.databaseUrl, options: '-c search_path=remit' });
    await reader.connect();
    try {
      // Somebody reads for a long time, and the migration wants the table for itself.
      await reader.query('begin; lock table event, relay in access share mode');
      const migrated = site.migrate(root);
      await until('the migration to wait for a lock', async () => {
        const waiting = await site.query(
          `select from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and not l.granted and l.mode = 'AccessExclusiveLock'`,
        );
        return waiting.length > 0 ? true : undefined;
      });
      // Behind it nobody waits longer than its patience, however long the reader stays.
      for (let times = 0; times < 3; times += 1) await site.query('select count(*) from event');
      expect(await applied()).to.have.lengthOf(1);
      await reader.query('commit');
      expect(await migrated).to.contain('is at this version');
      expect(await applied()).to.have.lengthOf(MIGRATIONS.length);
    } finally {
      await reader.end();
    }
  });
});
