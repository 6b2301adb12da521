import type { Client } from '@temporalio/client';
import type pg from 'pg';
import type { Log } from '../contracts/log.ts';
import type { Clock } from '../store/handler.ts';
import { JOBS_SCHEMA } from '../store/migrate.ts';
import { alone } from './alone.ts';
import { runningAmong, runningWorkflows, viewOf } from './doctor/temporal-view.ts';
import { NEVER, repeat, type Repeating } from './repeat.ts';
import { hasNoVisibility } from './visibility.ts';

/** Milliseconds between two sweeps, and until another worker's is asked after again. */
const EVERY = 3 * 60_000;
/** For how long an initiative must have been left alone before it is swept, in milliseconds: else it is in motion. */
const LATE = 10_000;
const BATCH = 500;

/** What one sweep found and mended, by the codes of `remit doctor`. */
export interface Swept {
  readonly underWay: number;
  readonly running: number;
  readonly mended: Readonly<Record<'workflow-missing' | 'workflow-not-ended', number>>;
  /** Found, and left to `remit doctor`. */
  readonly left: Readonly<Record<'workflow-of-no-initiative', number>>;
}

export interface SweepOptions {
  readonly pool: pg.Pool;
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Milliseconds between two sweeps, and for how long an initiative must have been left alone. */
  readonly every?: number;
  readonly late?: number;
  /** Told what each sweep found. */
  readonly onSwept?: (swept: Swept) => void;
}

/**
 * The doctor's rounds, light enough to be made all the time: every initiative under way has a workflow that runs, and
 * no other has. What is not so is nudged. A step that is overdue is the relay's rounds'. One worker sweeps at a time.
 */
export function startSweep(options: SweepOptions): Repeating {
  const { log, every = EVERY, onSwept } = options;
  let first = true;
  return repeat(async () => {
    // Workers that start together do not all sweep while initiatives are only just taken up.
    if (first) {
      first = false;
      return every;
    }
    try {
      const swept = await sweepAlone(options);
      if (swept !== null) onSwept?.(swept);
    } catch (error) {
      if (hasNoVisibility(error)) return NEVER;
      log.warn({ error: String(error) }, 'sweep: it failed and is made again');
    }
    return every;
  });
}

/** Sweeps, or gives `null` where another worker does. */
export async function sweepAlone(options: SweepOptions): Promise<Swept | null> {
  return alone(options.pool, 'sweep', () => sweep(options));
}

async function sweep(options: SweepOptions): Promise<Swept> {
  const missing = await sweepUnderWay(options);
  const surplus = await sweepRunning(options);
  return {
    underWay: missing.looked,
    running: surplus.looked,
    mended: { 'workflow-missing': missing.found, 'workflow-not-ended': surplus.found },
    left: { 'workflow-of-no-initiative': surplus.unknown },
  };
}

/** Initiatives under way whose workflow does not run are nudged, which starts one. */
async function sweepUnderWay(options: SweepOptions): Promise<{ looked: number; found: number }> {
  const { pool, temporal } = options;
  const before = await leftAloneSince(options);
  let after: string | null = null;
  let [looked, found] = [0, 0];
  for (;;) {
    const { rows }: { rows: { id: string }[] } = await pool.query(
      `select id from initiative
        where status = 'under-way' and at < $1 and ($2::uuid is null or id > $2) order by id limit ${BATCH}`,
      [before, after],
    );
    const ids = rows.map((row) => row.id);
    const running = await runningAmong(temporal, ids);
    for (const id of ids.filter((each) => !running.has(each))) {
      // The list lags behind: only the workflow itself tells.
      if ((await viewOf(temporal, id)).is === 'open') continue;
      await nudge(
        options,
        id,
        'workflow-missing',
        'an initiative under way had no workflow that runs: it is started',
      );
      found += 1;
    }
    looked += ids.length;
    after = ids.at(-1) ?? null;
    if (ids.length < BATCH) return { looked, found };
  }
}

/** Workflows that run for an initiative that is not under way are nudged, so that they end. */
async function sweepRunning(
  options: SweepOptions,
): Promise<{ looked: number; found: number; unknown: number }> {
  const { pool, temporal, taskQueue, log } = options;
  const before = await leftAloneSince(options);
  let [looked, found, unknown] = [0, 0, 0];
  for await (const page of runningWorkflows(temporal, taskQueue)) {
    const ids = page.flatMap(({ initiative }) => (initiative === null ? [] : [initiative]));
    const { rows } = await pool.query<{ id: string; status: string; at: Date }>(
      'select id, status, at from initiative where id = any ($1)',
      [ids],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    for (const id of ids) {
      const row = known.get(id);
      const suspect = row === undefined || (row.status !== 'under-way' && row.at.toISOString() < before);
      if (!suspect || (await viewOf(temporal, id)).is !== 'open') continue;
      if (row === undefined) {
        unknown += 1;
        log.warn(
          { initiative: id, code: 'workflow-of-no-initiative' },
          'sweep: a workflow runs for an initiative that is not there: run remit doctor',
        );
        continue;
      }
      await nudge(
        options,
        id,
        'workflow-not-ended',
        'a workflow still ran for an initiative that is not under way',
      );
      found += 1;
    }
    looked += ids.length;
  }
  return { looked, found, unknown };
}

async function leftAloneSince({ clock, late = LATE }: SweepOptions): Promise<string> {
  return new Date(Date.parse(await clock()) - late).toISOString();
}

async function nudge(
  { pool, log }: SweepOptions,
  initiative: string,
  code: string,
  what: string,
): Promise<void> {
  log.warn({ initiative, code }, `sweep: ${what}`);
  await pool.query(`select ${JOBS_SCHEMA}.nudge($1)`, [initiative]);
}
