import { TestWorkflowEnvironment } from '@temporalio/testing';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardProcess, releaseProcess } from '../../cli/embedded/guard.ts';
import { findTimeSkippingServer } from '../../cli/embedded/temporal-binary.ts';
import { quietRuntime } from './quiet-runtime.ts';
import { makeTempFolder } from './temp-folder.ts';

/**
 * A server in which a month passes in a moment; `teardown()` it after the suite. Time is one for the whole server, so
 * a suite has its own. The SDK starts the server and does not say as which process, so a wrapper writes that down,
 * and the server does not outlive a run that is cut off.
 */
export async function createTimeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const binary = await findTimeSkippingServer({ say: (line) => console.log(`    ${line}`) });
  const folder = makeTempFolder('time-skipping');
  const wrapper = join(folder.path, 'server');
  const pidFile = join(folder.path, 'pid');
  writeFileSync(wrapper, `#!/bin/sh\necho $$ > '${pidFile}'\nexec '${binary}' "$@"\n`);
  chmodSync(wrapper, 0o700);
  quietRuntime();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: wrapper } },
  });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  guardProcess(pid, 'SIGTERM', 2000);
  const teardown = environment.teardown.bind(environment);
  environment.teardown = async () => {
    await teardown();
    releaseProcess(pid);
    folder.remove();
  };
  return environment;
}
