import type pg from 'pg';
import { knownUntil } from '../domain/calendar.ts';
import { readCalendars } from './calendars.ts';
import { JOBS_SCHEMA } from './migrate.ts';
import type { Value } from './sql.ts';

/** What an operator asks of the whole installation, as of one moment. Ages are in seconds. */
export interface Figures {
  /** Nudges that wait in the outbox, and how long the oldest has. */
  readonly outbox: { readonly jobs: number; readonly oldestSeconds: number; readonly failing: number };
  /** Initiatives whose next step has been due for more than a minute: nobody does it. */
  readonly stuck: number;
  readonly gates: readonly {
    readonly level: string;
    readonly open: number;
    readonly pastDue: number;
    readonly stopped: number;
  }[];
  readonly tasks: readonly { readonly level: string; readonly state: string; readonly count: number }[];
  readonly initiatives: readonly { readonly status: string; readonly count: number }[];
  /** Each calendar that is somebody's, and the last day whose holidays it knows. */
  readonly calendars: readonly { readonly calendar: string; readonly knownUntil: string }[];
  /** Initiatives of which something has not been turned into messages. */
  readonly untold: number;
  /** Messages that are due, how long the oldest has been, and receivers at rest, by way: mail, digest or webhook. */
  readonly telling: readonly {
    readonly way: string;
    readonly due: number;
    readonly oldestSeconds: number;
    readonly resting: number;
  }[];
}

/**
 * Counts through what is open and never through what is over: the partial indexes of tasks and next steps. Reads as
 * `remit_system`, which sees every row.
 */
export async function readFigures(pool: pg.Pool): Promise<Figures> {
  const outbox = await pool.query<{ jobs: number; oldest: number; failing: number }>(
    `select count(*)::int as jobs, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest,
            count(*) filter (where last_error is not null)::int as failing
       from ${JOBS_SCHEMA}.jobs`,
  );
  const stuck = await pool.query<{ count: number }>(
    `select count(*)::int as count from initiative where next_at < now() - interval '1 minute'`,
  );
  const tasks = await pool.query<{ level: string; state: string; count: number }>(
    `select level, state, count(*)::int as count from task
      where state in ('ready', 'claimed', 'info-requested') group by level, state`,
  );
  // A gate that is open has tasks that wait, or is the one of its initiative that nobody needs to answer any more.
  const gates = await pool.query<{ level: string; open: number; pastDue: number; stopped: number }>(
    `select g.level, count(*)::int as open, count(*) filter (where g.due_at < coalesce(g.clock_stopped_at, now()))::int as "pastDue",
            count(g.clock_stopped_at)::int as stopped
       from initiative i join gate g on g.id = i.gate
      where i.status = 'under-way' and g.state = 'open' group by g.level`,
  );
  const initiatives = await pool.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from initiative group by status',
  );
  const untold = await pool.query<{ count: number }>(
    'select count(*)::int as count from initiative where told < n',
  );
  const telling = await pool.query<Figures['telling'][number]>(
    `select case when l.id in ('mail', 'digest') then l.id else 'webhook' end as way,
            coalesce(sum(d.due), 0)::int as due, coalesce(max(d.oldest), 0)::float8 as "oldestSeconds",
            count(*) filter (where l.rest_until > now())::int as resting
       from lane l
       left join (select lane, count(*) as due, extract(epoch from now() - min(next_at)) as oldest
                    from delivery where state = 'waiting' and next_at <= now() group by lane) d on d.lane = l.id
      group by 1`,
  );
  const { inUse } = await readCalendars({
    query: async <T>(text: string, values?: Value[]) => (await pool.query(text, values)).rows as T,
  });
  const [queue] = outbox.rows;
  return {
    outbox: { jobs: queue?.jobs ?? 0, oldestSeconds: queue?.oldest ?? 0, failing: queue?.failing ?? 0 },
    stuck: stuck.rows[0]?.count ?? 0,
    gates: gates.rows,
    tasks: tasks.rows,
    initiatives: initiatives.rows,
    calendars: inUse.map((each) => ({ calendar: each.id, knownUntil: knownUntil(each) })),
    untold: untold.rows[0]?.count ?? 0,
    telling: telling.rows,
  };
}
