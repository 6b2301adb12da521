import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import type { Clock } from '../store/handler.ts';
import { forgetOldKeys } from '../store/idempotency.ts';
import { JOBS_SCHEMA } from '../store/migrate.ts';
import type { Fleet } from './fleet.ts';
import type { WorkerMetrics } from './metrics.ts';
import { repeat, type Repeating } from './repeat.ts';

/** Milliseconds between rounds, and after which silence a relay counts as dead: its locks are free within 20 s. */
const BETWEEN = 5_000;
const DEAD_AFTER = '15 seconds';
/** How long a step may be due before the sweep says it again, in milliseconds. */
const LATE = 10_000;
/** How many initiatives one round nudges at most. */
const AT_ONCE = 1_000;

interface Options {
  readonly pool: pg.Pool;
  readonly relayIds: ReadonlySet<string>;
  readonly fleet: Fleet;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics?: WorkerMetrics | undefined;
}

/**
 * What a relay does every few seconds: says that it lives, frees the locks of those that no longer say so, tries
 * failed nudges again without the queue's growing pause, nudges every initiative whose next step is overdue, and
 * forgets Idempotency-Keys that are past their time.
 */
export function startRounds({ pool, relayIds, fleet, log, clock, metrics }: Options): Repeating {
  const rounds = repeat(async () => {
    try {
      const swept = await round(pool, [...relayIds], fleet, await clock());
      metrics?.swept.inc(swept);
      if (swept > 0) log.info({ initiatives: swept }, 'relay: the sweep nudged what was overdue');
    } catch (error) {
      metrics?.failedRounds.inc();
      log.warn({ error: String(error) }, 'relay: a round failed and is tried again');
    }
    return BETWEEN;
  });
  return {
    stop: async () => {
      await rounds.stop();
      await pool.query('delete from relay where id = any ($1)', [[...relayIds]]).catch(() => undefined);
    },
  };
}

/** Gives how many initiatives the sweep nudged. */
async function round(pool: pg.Pool, relayIds: readonly string[], fleet: Fleet, now: string): Promise<number> {
  await fleet.meet(pool, relayIds);
  await forgetOldKeys(pool);
  await pool.query(
    `select ${JOBS_SCHEMA}.force_unlock_workers(array_agg(distinct locked_by))
       from ${JOBS_SCHEMA}.jobs
      where locked_by is not null and locked_at < now() - interval '${DEAD_AFTER}'
        and locked_by not in (select id from relay where seen_at > now() - interval '${DEAD_AFTER}')
     having count(*) > 0`,
  );
  await pool.query(
    `select ${JOBS_SCHEMA}.reschedule_jobs(array_agg(id), run_at := now(), attempts := 1)
       from ${JOBS_SCHEMA}.jobs where locked_at is null and attempts > 0 having count(*) > 0`,
  );
  const swept = await pool.query(
    `select ${JOBS_SCHEMA}.nudge(id) from (
       select id from initiative where next_at < $1 order by next_at limit ${AT_ONCE}) as overdue`,
    [new Date(Date.parse(now) - LATE).toISOString()],
  );
  return swept.rowCount ?? 0;
}
