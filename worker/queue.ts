import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import { JOBS_SCHEMA } from '../store/migrate.ts';

/** Milliseconds before the queue is taken up again. */
const BREATH = 500;
/** Milliseconds that a queue that broke has to end by itself. */
const PATIENCE = 1_000;

export interface Queue {
  /** Under which names it holds jobs now. What an earlier run held is freed once nobody says that it lives. */
  readonly relayIds: ReadonlySet<string>;
  stop(): Promise<void>;
}

/**
 * Takes jobs from the outbox for as long as it is let. The library gives up when it cannot write down that a job was
 * done, as when the database dies at that moment; the queue is then taken up again, and the job done once more.
 */
export async function takeJobs(
  pool: pg.Pool,
  { concurrency, taskList, log }: { concurrency: number; taskList: TaskList; log: Log },
): Promise<Queue> {
  const relayIds = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  // A job is locked in the name of its pool.
  events.on('pool:create', ({ workerPool }) => relayIds.add(workerPool.id));
  let broke: () => void = () => undefined;
  events.on('pool:fatalError', () => {
    broke();
  });
  const begin = (): Promise<Runner> =>
    run({
      pgPool: pool,
      schema: JOBS_SCHEMA,
      concurrency,
      noHandleSignals: true,
      pollInterval: 2_000,
      events,
      logger: loggerFor(log),
      taskList,
      // Only then does the library catch what goes wrong as it writes down that a job was done; without, a database
      // that dies at that moment takes the whole process with it (graphile-worker 0.17.3).
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  const stopping = new AbortController();
  const { signal } = stopping;
  let runner = await begin();
  const goOn = () => !signal.aborted;
  const keep = async (): Promise<void> => {
    while (goOn()) {
      // Where two jobs fail to be written down at once, the library waits for ever for itself to end (0.17.3).
      const broken = new Promise<void>((resolve) => (broke = resolve)).then(() => pause(PATIENCE));
      await Promise.race([runner.promise.catch(() => undefined), broken]);
      if (goOn()) {
        log.error('relay: the queue came to an end, and is taken up again');
        void ended(runner);
      }
      relayIds.clear();
      while (goOn()) {
        await pause(BREATH, undefined, { signal }).catch(() => undefined);
        if (!goOn()) return;
        const begun = await begin().catch((error: unknown) => {
          log.warn({ error: String(error) }, 'relay: the queue cannot be taken up yet');
          return null;
        });
        if (begun === null) continue;
        runner = begun;
        // It was asked to stop meanwhile, and `stop` knew only the runner before.
        if (!goOn()) await ended(runner);
        break;
      }
    }
  };
  const kept = keep();
  return {
    relayIds,
    stop: async () => {
      stopping.abort();
      await ended(runner);
      broke();
      await kept;
    },
  };
}

/** Ends it, or leaves it to itself where it does not end: it takes no jobs any more. */
async function ended(runner: Runner): Promise<void> {
  const late = new AbortController();
  const patience = pause(5 * PATIENCE, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([runner.stop().catch(() => undefined), patience]);
  late.abort();
}

const LEVELS: Readonly<Record<string, 'error' | 'warn'>> = { error: 'error', warning: 'warn' };

/** The queue tells of each job it does; that is for looking closely, and a failure is for everybody. */
function loggerFor(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    const name = LEVELS[level] ?? 'debug';
    log[name]({ ...meta, job: undefined }, `relay: ${message}`);
  });
}
