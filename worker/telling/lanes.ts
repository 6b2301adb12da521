import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Log } from '../../contracts/log.ts';
import type { Clock } from '../../store/handler.ts';
import type { Sql } from '../../store/sql.ts';
import { keepLane, laneFailed, laneWorks, releaseLane, takeLanes } from '../../store/telling/lanes.ts';
import { pooled } from '../../store/transaction.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { repeat, type Repeating } from '../repeat.ts';

/** For how long a lane is held, if it is not said again; and how often it is, in milliseconds. */
const HELD_FOR = 10_000;
const SAID_EVERY = 3_000;
/** So many lanes are worked at once: those of receivers that do not answer are soon at rest. */
const LANES = 24;
const PAUSE = 300;
const AFTER_FAILURE = 2_000;

/** How it went with some of what a lane has due. */
export type Worked =
  | { readonly went: 'well'; readonly more: boolean }
  /** Nothing was taken, nothing was refused by the receiver: what was due is dealt with. */
  | { readonly went: 'idle' }
  /** The receiver failed, perhaps after it took some. `rest` is for how long it asked to be left alone. */
  | { readonly went: 'wrong'; readonly error: string; readonly some: boolean; readonly rest?: number };

/** Works on what is due in one lane, for a while; whoever asks stops between two messages once it is not theirs. */
export type Work = (sql: Sql, lane: string, goOn: () => boolean) => Promise<Worked>;

export interface LanesOptions {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly workFor: (lane: string) => Work;
  /** Lanes that this worker cannot work. */
  readonly not?: readonly string[];
  readonly metrics?: Pick<WorkerMetrics, 'lanesFailed'> | undefined;
}

/**
 * Works the lanes: each receiver has its own, worked by one worker at a time and resting while its receiver fails, so
 * that one that is dead or slow holds up nothing but itself.
 */
export function startLanes(options: LanesOptions): Repeating {
  const { database, clock, log, not = [] } = options;
  const sql = pooled(database);
  const working = new Map<string, Promise<void>>();
  let stopped = false;
  const hold = async (by: string) => {
    const now = await clock();
    return { by, now, until: new Date(Date.parse(now) + HELD_FOR).toISOString() };
  };

  const workLane = async (lane: string, by: string): Promise<void> => {
    let mine = true;
    const saying = setInterval(() => {
      const keep = async () => {
        mine = (await keepLane(sql, lane, await hold(by))) && mine;
      };
      keep().catch(() => {
        mine = false;
      });
    }, SAID_EVERY);
    try {
      await workUntilDone(sql, lane, options, () => mine && !stopped);
    } catch (error) {
      log.warn({ lane, error: String(error) }, 'telling: a lane could not be worked; it is tried again');
    } finally {
      clearInterval(saying);
      await releaseLane(sql, lane, by).catch(() => undefined);
      working.delete(lane);
    }
  };

  const rounds = repeat(async () => {
    try {
      const free = LANES - working.size;
      const by = uuid();
      // One whose hold was lost is not taken again while it is still being worked here.
      const except = [...not, ...working.keys()];
      const taken = free === 0 ? [] : await takeLanes(sql, await hold(by), free, except);
      for (const lane of taken) working.set(lane, workLane(lane, by));
    } catch (error) {
      log.warn(
        { error: String(error) },
        'telling: it could not be seen what is to be sent; it is tried again',
      );
      return AFTER_FAILURE;
    }
    return PAUSE;
  });
  return {
    stop: async () => {
      stopped = true;
      await rounds.stop();
      await Promise.all(working.values());
    },
  };
}

async function workUntilDone(
  sql: Sql,
  lane: string,
  { workFor, clock, log, metrics }: LanesOptions,
  goOn: () => boolean,
): Promise<void> {
  const work = workFor(lane);
  while (goOn()) {
    const worked = await work(sql, lane, goOn);
    const now = await clock();
    if (worked.went === 'idle') return;
    if (worked.went === 'well' || worked.some) await laneWorks(sql, lane, now);
    if (worked.went === 'wrong') {
      const dead = await laneFailed(sql, lane, worked.error, now, worked.rest);
      metrics?.lanesFailed.inc();
      log.warn(
        { lane, error: worked.error, dead },
        'telling: a receiver failed, and is left alone for a while',
      );
      return;
    }
    if (!worked.more) return;
  }
}
