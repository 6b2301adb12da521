import { Client, Connection } from '@temporalio/client';
import { expect } from 'chai';
import { freePort } from '../../cli/embedded/free-port.ts';
import { ensureNamespace, readRetentionDays } from '../../cli/embedded/namespace.ts';
import { findTemporal } from '../../cli/embedded/temporal-binary.ts';
import { startTemporal, type RunningTemporal } from '../../cli/embedded/temporal-server.ts';
import { Lines } from '../support/eventually.ts';
import { occupyPort } from '../support/occupied-port.ts';
import { problemOf } from '../support/problem-of.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';

describe('embedded Temporal', () => {
  let folder: TempFolder;
  let binary: string;
  const lines = new Lines();
  let running: RunningTemporal | undefined;

  before(async () => {
    folder = makeTempFolder('temporal');
    binary = await findTemporal({ say: lines.say });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  after(() => folder.remove());

  async function start(): Promise<RunningTemporal> {
    const port = await freePort();
    running = await startTemporal({ binary, folder: folder.path, port, namespace: 'remit', say: lines.say });
    return running;
  }

  async function withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: running?.address ?? '' });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  it('keeps closed histories for thirty days, from the first start and after another', async () => {
    await start();
    expect(await withConnection((connection) => readRetentionDays(connection, 'remit'))).to.equal(30);
    await running?.stop();
    await start();
    expect(await withConnection((connection) => readRetentionDays(connection, 'remit'))).to.equal(30);
  });

  it('makes a namespace that the server was not started with', async () => {
    const { address } = await start();
    await withConnection(async (connection) => {
      expect(await readRetentionDays(connection, 'another')).to.equal(undefined);
      await ensureNamespace({ address }, 'another');
      expect(await readRetentionDays(connection, 'another')).to.equal(30);
    });
  });

  it('still has a workflow that was started before kill -9', async () => {
    const { pid, exited } = await start();
    await withConnection((connection) =>
      new Client({ connection, namespace: 'remit' }).workflow.start('nobody-runs-it', {
        workflowId: 'before-the-crash',
        taskQueue: 'none',
      }),
    );
    process.kill(pid, 'SIGKILL');
    await exited;
    await start();
    const found = await withConnection((connection) =>
      new Client({ connection, namespace: 'remit' }).workflow.getHandle('before-the-crash').describe(),
    );
    expect(found.status.name).to.equal('RUNNING');
  });

  it('refuses a port that is taken in one sentence', async () => {
    const other = await occupyPort();
    const { port } = other;
    const options = { binary, folder: folder.path, port, namespace: 'remit', say: lines.say };
    const sentence = await problemOf(startTemporal(options));
    await other.free();
    expect(sentence).to.match(new RegExp(`^Port ${port} for Temporal is taken by another program`));
  });

  it('says so when the binary cannot be run', async () => {
    const options = { binary: '/nothing/here', folder: folder.path, port: 1, namespace: 'n', say: lines.say };
    expect(await problemOf(startTemporal(options))).to.match(/^Temporal cannot be started: .*ENOENT/);
  });
});
