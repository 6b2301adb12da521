import { stopTestServers } from './servers.ts';

/** How long the run may go on after its last test, in milliseconds, where something was left open. */
const PATIENCE = 20_000;

/** Mocha calls this after the last test, whether they passed or not. The guard sees to a run that is killed. */
export async function mochaGlobalTeardown(): Promise<void> {
  await stopTestServers();
  // What a failed test left open would hold the run for ever; what a test that passed left open is a mistake too.
  setTimeout(() => {
    console.error(
      `The tests are over, and something is left open: ${process.getActiveResourcesInfo().join(', ')}`,
    );
    // Mocha's own word at the exit is the count of failures, and this is one.
    process.once('exit', (code) => {
      process.exitCode = code === 0 ? 1 : code;
    });
    process.exit();
  }, PATIENCE).unref();
}
