import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { isRoot } from '../../cli/embedded/os-user.ts';
import { wrongWithStored } from '../support/estate/count.ts';
import { examined } from '../support/estate/doctor.ts';
import { complain, openEstate, type Estate } from '../support/estate/estate.ts';
import { Load } from '../support/estate/load.ts';
import { makeSmallDisk, type SmallDisk } from '../support/estate/small-disk.ts';
import { until } from '../support/initiatives.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('the disk of the database is full', function () {
  this.timeout(600_000);
  let folder: TempFolder;
  let disk: SmallDisk | undefined;
  let estate: Estate;
  let load: Load | undefined;

  if (!isRoot()) {
    // Only root can make a small disk; CI does. Nothing is pretended here.
    console.log('  (a full disk is tried by root alone)');
    return;
  }

  before(async () => {
    folder = makeTempFolder('small-disk');
    disk = makeSmallDisk(folder.path, 400);
    if (disk === undefined) throw new Error('no small disk');
    estate = await openEstate({ postgresFolder: `${disk.folder}/postgres` });
  });
  afterEach(async function () {
    complain(this.currentTest, estate);
    await load?.abandon();
  });
  after(async () => {
    await estate.close();
    disk?.remove();
    folder.remove();
  });

  it('nothing acknowledged is lost: commands are refused while it is full, and all goes on once there is room', async () => {
    load = new Load(estate, 20_261_122);
    const { acknowledged, desk } = load;
    load.start(60);
    await until('work', () => Promise.resolve(acknowledged.length > 150 ? true : undefined), 120_000);
    disk?.fill(512 * 1024);
    // Until it is felt: Postgres stops, or says to whoever writes that there is no room.
    const saysSo = () =>
      [...estate.webs, ...estate.workers].some((part) => estate.logOf(part).includes('No space left'));
    await until(
      'the full disk to be felt',
      () => Promise.resolve(!estate.postgres.isUp || saysSo() ? true : undefined),
      180_000,
    );
    await pause(3_000);
    const [at, refused] = [acknowledged.length, desk.away];
    console.log(
      `      full: Postgres ${estate.postgres.isUp ? 'refuses' : 'stopped'}, ${at} commands acknowledged, ${refused} answers of 503 or none`,
    );
    disk?.free();
    if (!estate.postgres.isUp) await estate.postgres.start();
    await until(
      'work again',
      () => Promise.resolve(acknowledged.length > at + 50 ? true : undefined),
      120_000,
    );
    await load.finish();
    expect(load.problems).to.deep.equal([]);
    expect(await wrongWithStored(estate, acknowledged, load.scripts)).to.deep.equal([]);
    const report = await examined(estate);
    expect([...report.findings, ...report.moving]).to.deep.equal([]);
  });
});
