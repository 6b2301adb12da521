import { Connection } from '@temporalio/client';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { readRetentionDays } from '../../cli/embedded/namespace.ts';
import { isRunning } from '../../cli/embedded/processes.ts';
import { eventually, Lines } from '../support/eventually.ts';
import { startTestServers } from '../support/servers.ts';
import { createTimeSkippingEnvironment } from '../support/time-skipping.ts';

describe('the servers for tests', () => {
  it('are real, and the same for every test of a run', async () => {
    const [servers, again] = await Promise.all([startTestServers(), startTestServers()]);
    expect(again).to.deep.equal(servers);
    const client = new pg.Client({ connectionString: servers.postgres.superuserUrl });
    await client.connect();
    expect((await client.query('show max_connections')).rows).to.deep.equal([{ max_connections: '200' }]);
    await client.end();
    const connection = await Connection.connect({ address: servers.temporal.address });
    expect(await readRetentionDays(connection, servers.temporal.namespace)).to.equal(30);
    await connection.close();
  });

  it('skip a month in a moment where that is wanted', async () => {
    const environment = await createTimeSkippingEnvironment();
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('30 days');
      const days = ((await environment.currentTimeMs()) - before) / 86_400_000;
      expect(days).to.be.within(30, 31);
    } finally {
      await environment.teardown();
    }
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`do not outlive a run that gets ${signal}`, async () => {
      const script = join(import.meta.dirname, '../support/servers-main.ts');
      const run = spawn(process.execPath, ['--import', 'tsx', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(run, 'exit');
      const lines = new Lines();
      createInterface({ input: run.stdout }).on('line', lines.say);
      const told = (await lines.next(/^started /)).slice('started '.length);
      const { pids, data } = JSON.parse(told) as { pids: number[]; data: string };
      expect(pids.every((pid) => isRunning(pid))).to.equal(true);
      run.kill(signal);
      await exited;
      await eventually('the servers are gone', () => !pids.some((pid) => isRunning(pid)));
      await eventually('their folder is gone', () => !existsSync(data));
    });
  }
});
