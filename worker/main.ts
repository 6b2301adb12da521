import { Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import {
  DATABASE_KEYS,
  limitsOf,
  readConfig,
  TELLING_KEYS,
  tellingOf,
  TEMPORAL_KEYS,
  bucketOf,
  FILES_KEYS,
  TRACE_KEYS,
} from '../contracts/config.ts';
import { dieInALine } from '../contracts/die-in-a-line.ts';
import { createLog } from '../contracts/log.ts';
import { watchPools } from '../contracts/metrics.ts';
import { startTracing } from '../contracts/start-tracing.ts';
import { whenReachable } from '../contracts/when-reachable.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { createFiles } from '../store/files/create-files.ts';
import { createDatabase, poolOf } from '../store/database.ts';
import { CommandHandler } from '../store/handler.ts';
import { createProbePool } from '../store/probe.ts';
import { pooled } from '../store/transaction.ts';
import { World } from '../store/world.ts';
import { createWorker } from './create-worker.ts';
import { Fleet } from './fleet.ts';
import { createWorkerMetrics } from './metrics.ts';
import { workerReadiness, type Running } from './readiness.ts';
import { startFreeing } from './free-tasks.ts';
import { startOffers } from './offers.ts';
import { startRelay } from './relay.ts';
import { sdkLogger } from './sdk-logger.ts';
import { serveOperators } from './serve.ts';
import { showFigures } from './show-figures.ts';
import { startMail } from './telling/mail/start.ts';
import { startTelling } from './telling/start.ts';
import { connectClient, isTemporalAway, temporalPlace } from './temporal.ts';

dieInALine('worker');
const config = readConfig([
  ...DATABASE_KEYS,
  ...TEMPORAL_KEYS,
  ...TRACE_KEYS,
  ...FILES_KEYS,
  ...TELLING_KEYS,
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TASK_QUEUE',
  'REMIT_WORKFLOW_VERSION',
  'REMIT_RELAY_JOBS',
  'REMIT_WORKER_HOST',
  'REMIT_WORKER_PORT',
  'REMIT_LOG',
]);
const { DATABASE_URL: url, TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue } = config;
const { REMIT_WORKER_HOST: host, REMIT_WORKER_PORT: port } = config;
const log = createLog('worker', config.REMIT_LOG);
const stopTracing = await startTracing('worker', config);
const clock = () => new Date().toISOString();
const place = temporalPlace(config);
const limits = limitsOf(config);
const telling = tellingOf(config);
const metrics = createWorkerMetrics();
const fleet = new Fleet(config.REMIT_WORKFLOW_VERSION);
/** What is up so far; readiness and figures look at it. */
const running: Running = {};

/** How long a stop may take, in milliseconds: what is then still in hand is done by another worker. */
const PATIENCE = 15_000;
const stopping = new AbortController();
const stop = () => {
  log.info('worker: stopping');
  setTimeout(() => process.exit(1), PATIENCE).unref();
  stopping.abort();
  if (running.worker?.getState() === 'RUNNING') running.worker.shutdown();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
process.once('disconnect', stop);

const runtime = Runtime.install({
  shutdownSignals: [],
  logger: sdkLogger(log),
  telemetryOptions: { logging: { filter: 'WARN', forward: {} }, metrics: { buffer: metrics.sdk } },
});
const probes = createProbePool(url, 'remit_system');
watchPools(metrics.registry, () => running.pools ?? {});
showFigures(metrics.registry, { pool: probes, temporal: () => running.temporal, taskQueue });
const readiness = workerReadiness(probes, running);
const operators =
  port === undefined ? null : await serveOperators({ host, port }, { readiness, registry: metrics.registry });
if (operators !== null) log.info({ host, port: operators.port }, 'worker: answers operators');

const database = await whenReachable(
  () => createDatabase({ url, role: 'remit_system', poolSize: limits.poolSize, limits }).initialize(),
  {
    log,
    signal: stopping.signal,
    what: 'worker: no database',
    settings: 'DATABASE_URL',
    isAway: isDatabaseAway,
  },
);
if (database !== null) {
  const waiting = { log, signal: stopping.signal, what: 'worker: no Temporal', isAway: isTemporalAway };
  const temporal = await whenReachable(() => connectClient(place, namespace), {
    ...waiting,
    settings: 'TEMPORAL_ADDRESS, or a TEMPORAL_ setting beside it,',
  });
  const handler = new CommandHandler(database, new World(), clock);
  const activities = createActivities({ handler });
  const made =
    temporal &&
    (await whenReachable(
      () => createWorker({ ...place, namespace, taskQueue, activities, takes: fleet.takes, log, metrics }),
      waiting,
    ));
  if (temporal !== null && made !== null) {
    const relay = await startRelay({
      ...{ databaseUrl: url, temporal, taskQueue, log, clock, fleet, metrics },
      concurrency: config.REMIT_RELAY_JOBS,
      files: createFiles(database, bucketOf(config)),
    });
    const offers = startOffers(database, log);
    const told = await startTelling({
      ...{ database, clock, log, metrics, ...telling },
      mail: telling.mail && startMail({ ...telling.mail, database, clock, world: new World(), metrics }),
    });
    if (telling.mail === null) log.info('worker: nobody is told by mail, since REMIT_SMTP_URL is not set');
    const freeing = startFreeing({ pool: relay.pool, sql: pooled(database), handler, clock, log });
    running.temporal = temporal;
    running.worker = made.worker;
    running.pools = { system: poolOf(database), relay: relay.pool, probes };
    const run = made.worker.run();
    if (stopping.signal.aborted) made.worker.shutdown();
    log.info({ taskQueue }, 'worker: ready');
    process.send?.('ready');
    await run;
    await told.stop();
    await offers.stop();
    await freeing.stop();
    await relay.stop();
    await made.close();
  }
  // It ends with the last worker; where there was none, nobody ends it.
  if (made === null) await runtime.shutdown();
  await temporal?.connection.close();
  await database.destroy();
} else await runtime.shutdown();
await stopTracing();
operators?.close();
await probes.end();
// A listener for the end of the channel to the supervisor would keep this process alive.
process.off('disconnect', stop);
if (process.connected) process.disconnect();
