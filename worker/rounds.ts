import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import type { Clock } from '../store/handler.ts';
import { forgetOldKeys } from '../store/idempotency.ts';
import { JOBS_SCHEMA } from '../store/migrate.ts';
import { SILENT_AFTER } from '../store/probe.ts';
import type { Fleet } from './fleet.ts';
import type { WorkerMetrics } from './metrics.ts';
import { Overdue } from './overdue.ts';
import { repeat, type Repeating } from './repeat.ts';

/** Milliseconds between rounds. */
const BETWEEN = 5_000;
/** After which silence a relay counts as dead: its locks are free within 20 s. */
const DEAD_AFTER = `${SILENT_AFTER} seconds`;
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
 * forgets Idempotency-Keys that are past their time. It asks Postgres alone: what may hang elsewhere makes no relay look dead.
 */
export function startRounds({ pool, relayIds, fleet, log, clock, metrics }: Options): Repeating {
  const overdue = new Overdue();
  const rounds = repeat(async () => {
    try {
      const swept = await round(pool, [...relayIds], fleet, overdue, await clock());
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

/** Gives how many initiatives were nudged. */
async function round(
  pool: pg.Pool,
  relayIds: readonly string[],
  fleet: Fleet,
  overdue: Overdue,
  now: string,
): Promise<number> {
  await fleet.meet(pool, relayIds);
  await forgetOldKeys(pool);
  await pool.query(
    `select ${JOBS_SCHEMA}.force_unlock_workers(array_agg(distinct locked_by))
       from ${JOBS_SCHEMA}.jobs
      where locked_by is not null and locked_at < now() - interval '${DEAD_AFTER}'
        and locked_by not in (select id from relay where seen_at > now() - interval '${DEAD_AFTER}')
     having count(*) > 0`,
  );
  // One by one, as overdue nudges are: who changes several jobs at once may wait for who finishes several, and they for it.
  const failed = await pool.query<{ id: string }>(
    `select id from ${JOBS_SCHEMA}.jobs where locked_at is null and attempts > 0 and run_at > now()`,
  );
  for (const { id } of failed.rows)
    await pool.query(
      `select ${JOBS_SCHEMA}.reschedule_jobs(array[$1::bigint], run_at := now(), attempts := 1)`,
      [id],
    );
  return overdue.nudge(pool, now);
}
