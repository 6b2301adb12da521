import { SdkComponent } from '@temporalio/common';
import { DefaultLogger, type Logger } from '@temporalio/worker';
import type { Log } from '../contracts/log.ts';

/** The words of Temporal's SDK, in our log: what our workflows say from `info` on, what the SDK says from `warn` on. */
export function sdkLogger(log: Log): Logger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    const ours = meta?.['sdkComponent'] === SdkComponent.workflow;
    const about = { ...meta, namespace: undefined, sdkComponent: undefined };
    if (level === 'ERROR') log.error(about, `temporal: ${message}`);
    else if (level === 'WARN') log.warn(about, `temporal: ${message}`);
    else if (ours) log.info(about, message);
    else log.debug(about, `temporal: ${message}`);
  });
}
