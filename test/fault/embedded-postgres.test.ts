import { expect } from 'chai';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../cli/embedded/free-port.ts';
import { isRoot } from '../../cli/embedded/os-user.ts';
import { startPostgres, type RunningPostgres } from '../../cli/embedded/postgres-server.ts';
import { isRunning } from '../../cli/embedded/processes.ts';
import { Lines } from '../support/eventually.ts';
import { occupyPort } from '../support/occupied-port.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('embedded Postgres', () => {
  let folder: TempFolder;
  const lines = new Lines();
  let running: RunningPostgres | undefined;

  before(() => (folder = makeTempFolder('postgres')));
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  after(() => folder.remove());

  async function start(settings: Record<string, string> = {}): Promise<RunningPostgres> {
    running = await startPostgres({ folder: folder.path, port: await freePort(), settings, say: lines.say });
    return running;
  }

  async function query(sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: running?.superuserUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('is durable, speaks UTF-8, and asks for a password that only we can read', async () => {
    const { port } = await start();
    const settings = await query(
      "select name, setting from pg_settings where name in ('fsync', 'listen_addresses', 'server_encoding', 'synchronous_commit', 'unix_socket_directories') order by name",
    );
    expect(settings.map(({ name, setting }) => `${String(name)}=${String(setting)}`)).to.deep.equal([
      'fsync=on',
      'listen_addresses=127.0.0.1',
      'server_encoding=UTF8',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const password = statSync(join(folder.path, 'superuser-password'));
    expect(password.mode & 0o777).to.equal(0o600);
    const stranger = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: 'guess' });
    const refused = await stranger.connect().then(
      () => 'let in',
      (error: unknown) => (error as { code: string }).code,
    );
    expect(refused).to.equal('28P01');
  });

  it('finds its data again after a stop, and takes further settings', async () => {
    await start();
    await query('create table kept (n int); insert into kept values (1)');
    const exit = await running?.stop();
    expect(exit).to.deep.equal({ code: 0, signal: null });
    await start({ fsync: 'off' });
    expect(await query('select n from kept')).to.deep.equal([{ n: 1 }]);
    expect(await query('show fsync')).to.deep.equal([{ fsync: 'off' }]);
  });

  it('finds its data again after kill -9', async () => {
    const { pid, exited } = await start();
    await query('create table survived (n int); insert into survived values (1)');
    process.kill(pid, 'SIGKILL');
    expect((await exited).signal).to.equal('SIGKILL');
    await start();
    expect(await query('select n from survived')).to.deep.equal([{ n: 1 }]);
  });

  it('starts when a postmaster.pid is left whose process id is of another program now', async () => {
    const { dataFolder } = await start();
    const path = join(dataFolder, 'postmaster.pid');
    const text = readFileSync(path, 'utf8');
    await running?.stop();
    writeFileSync(path, text.replace(/^\d+/, String(process.pid)));
    await start();
    expect(isRunning(process.pid)).to.equal(true);
    expect(await query('select 1 as one')).to.deep.equal([{ one: 1 }]);
  });

  it('refuses a port that is taken in one sentence', async () => {
    const other = await occupyPort();
    const { port } = other;
    const sentence = await problemOf(startPostgres({ folder: folder.path, port, say: lines.say }));
    await other.free();
    expect(sentence).to.match(new RegExp(`^Port ${port} for Postgres is taken by another program`));
  });

  it('stops one that a start left behind which was cut off', async () => {
    const first = await start();
    // As if the start that made it were gone: its pid file names an owner that does not run.
    const path = join(folder.path, 'postgres.pid');
    const entry = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...entry, owner: 1, ownerBirth: 'gone' }));
    await start();
    expect(lines.all.join('\n')).to.contain(`Postgres (process ${first.pid}) was left running`);
    expect(isRunning(first.pid)).to.equal(false);
    expect(await query('select 1 as one')).to.deep.equal([{ one: 1 }]);
  });

  if (isRoot()) {
    // What an ordinary user does not meet: Postgres refuses to be root, and its account cannot enter root's folders.
    it('keeps its data where its account can go when root started it in a closed folder, and finds it again', async () => {
      const closed = join(folder.path, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const options = { folder: join(closed, 'postgres'), say: lines.say };
      running = await startPostgres({ ...options, port: await freePort() });
      const { dataFolder } = running;
      expect(dataFolder).to.match(/^\/var\/lib\/remit\/\w+\/data$/);
      expect(lines.all.join('\n')).to.contain(`its data is kept in ${dataFolder}`);
      try {
        await query('create table apart (n int); insert into apart values (1)');
        await running.stop();
        // Also when the folder has been opened since: data is not lost because a mode changed.
        chmodSync(closed, 0o755);
        running = await startPostgres({ ...options, port: await freePort() });
        expect(await query('select n from apart')).to.deep.equal([{ n: 1 }]);
      } finally {
        await running.stop();
        rmSync(dirname(dataFolder), { recursive: true, force: true });
      }
    });
  }
});
