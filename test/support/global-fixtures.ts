import { stopTestServers } from './servers.ts';

/** Mocha calls this after the last test, whether they passed or not. The guard sees to a run that is killed. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopTestServers();
}
