import { DefaultLogger, Runtime } from '@temporalio/worker';

let installed = false;

/** The SDK's runtime is one for the process and made once, before the first worker or test environment. */
export function quietRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', console: {} } },
  });
}
