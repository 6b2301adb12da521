import type pg from 'pg';
import { JOBS_SCHEMA } from '../store/migrate.ts';

/** For how long a step may be due before it is said again, in milliseconds. */
const LATE = 10_000;
/** How long it is waited before the same is said once more: at first, and at most. In milliseconds. */
const PAUSE = { first: 10_000, longest: 5 * 60_000 };
/** How many initiatives one round nudges at most. */
const AT_ONCE = 1_000;

interface Said {
  /** Milliseconds of `performance.now()` before which it is not said again. */
  readonly until: number;
  readonly pause: number;
}

/**
 * Nudges the initiatives whose next step is overdue: their nudge was lost, or the workers have more to do than they can.
 * Where it is the latter, more nudges are more to do, so each is said again after twice the time.
 */
export class Overdue {
  private readonly said = new Map<string, Said>();

  /** Gives how many were nudged. Those whose nudge still waits in the outbox are left alone. */
  async nudge(pool: pg.Pool, now: string): Promise<number> {
    const time = performance.now();
    for (const [id, { until, pause }] of this.said) if (until + pause < time) this.said.delete(id);
    const lately = [...this.said].filter(([, { until }]) => time < until).map(([id]) => id);
    const { rows } = await pool.query<{ id: string }>(
      `select i.id from initiative i
        where i.next_at < $1 and i.id <> all ($2::uuid[])
          and not exists (select from ${JOBS_SCHEMA}.jobs j where j.key = 'initiative:' || i.id)
        order by i.next_at limit ${AT_ONCE}`,
      [new Date(Date.parse(now) - LATE).toISOString(), lately],
    );
    for (const { id } of rows) {
      await pool.query(`select ${JOBS_SCHEMA}.nudge($1)`, [id]);
      const before = this.said.get(id)?.pause ?? PAUSE.first / 2;
      const pause = Math.min(before * 2, PAUSE.longest);
      this.said.set(id, { until: time + pause, pause });
    }
    return rows.length;
  }
}
