import { Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { readConfig } from '../contracts/config.ts';
import { createLog } from '../contracts/log.ts';
import { createDatabase } from '../store/database.ts';
import { CommandHandler } from '../store/handler.ts';
import { World } from '../store/world.ts';
import { createWorker } from './create-worker.ts';
import { Fleet } from './fleet.ts';
import { startRelay } from './relay.ts';
import { sdkLogger } from './sdk-logger.ts';
import { connectClient } from './temporal.ts';

const config = readConfig([
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TASK_QUEUE',
  'REMIT_WORKFLOW_VERSION',
  'REMIT_LOG',
]);
const log = createLog('worker', config.REMIT_LOG);
const clock = () => new Date().toISOString();
const taskQueue = config.TEMPORAL_TASK_QUEUE;
const fleet = new Fleet(config.REMIT_WORKFLOW_VERSION);

Runtime.install({
  shutdownSignals: [],
  logger: sdkLogger(log),
  telemetryOptions: { logging: { filter: 'WARN', forward: {} } },
});
const database = await createDatabase({ url: config.DATABASE_URL, role: 'remit_system' }).initialize();
const handler = new CommandHandler(database, new World(), clock);
const temporalWorker = await createWorker({
  address: config.TEMPORAL_ADDRESS,
  namespace: config.TEMPORAL_NAMESPACE,
  taskQueue,
  activities: createActivities({ handler }),
  takes: fleet.takes,
  log,
});
const { worker } = temporalWorker;
const temporal = await connectClient({ address: config.TEMPORAL_ADDRESS }, config.TEMPORAL_NAMESPACE);
const relay = await startRelay({ databaseUrl: config.DATABASE_URL, temporal, taskQueue, log, clock, fleet });

/** How long a stop may take, in milliseconds: what is then still in hand is done by another worker. */
const PATIENCE = 15_000;
const stop = () => {
  log.info('worker: stopping');
  setTimeout(() => process.exit(1), PATIENCE).unref();
  worker.shutdown();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
process.once('disconnect', stop);
log.info({ taskQueue }, 'worker: ready');
process.send?.('ready');
await worker.run();
await relay.stop();
await temporalWorker.close();
await temporal.connection.close();
await database.destroy();
// A listener for the end of the channel to the supervisor would keep this process alive.
process.off('disconnect', stop);
if (process.connected) process.disconnect();
