import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { PATIENCE } from '../contracts/readiness.ts';
import { readFigures } from '../store/figures.ts';
import { readBacklog } from './backlog.ts';

/** Milliseconds for which figures are shown again before they are counted anew: scrapes do not add up to load. */
const FRESH = 10_000;
const DAY = 86_400_000;

/**
 * Shows what is so of the whole installation, read as it is asked for: every worker shows the same, so take the `max` of
 * them. What cannot be read is not shown, and `remit_figures_read` says so.
 */
export function showFigures(
  registry: Registry,
  from: { readonly pool: pg.Pool; readonly temporal: () => Client | undefined; readonly taskQueue: string },
): void {
  const figures = keptFor(FRESH, () => readFigures(from.pool));
  const backlog = keptFor(FRESH, async () => {
    const temporal = from.temporal();
    if (temporal === undefined) throw new Error('Temporal was not reached yet');
    return readBacklog(temporal, from.taskQueue, PATIENCE);
  });
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: (gauge: Gauge<L>) => Promise<void>,
  ) =>
    new Gauge<L>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        this.reset();
        // What has no labels would else be shown as 0 until it is read.
        if (labelNames.length === 0) this.remove();
        await read(this).catch(() => undefined);
      },
    });

  gauge(
    'remit_figures_read',
    'Whether the figures of a source could be read: 1 or 0',
    ['source'],
    async (shown) => {
      for (const [source, read] of Object.entries({ database: figures, temporal: backlog }))
        shown.set(
          { source },
          await read().then(
            () => 1,
            () => 0,
          ),
        );
    },
  );
  gauge('remit_outbox_jobs', 'Nudges that wait in the outbox', [], async (shown) => {
    shown.set((await figures()).outbox.jobs);
  });
  gauge('remit_outbox_oldest_seconds', 'Age of the oldest nudge in the outbox', [], async (shown) => {
    shown.set((await figures()).outbox.oldestSeconds);
  });
  gauge(
    'remit_outbox_failing_jobs',
    'Nudges in the outbox that failed and are tried again',
    [],
    async (shown) => {
      shown.set((await figures()).outbox.failing);
    },
  );
  gauge(
    'remit_steps_overdue',
    'Initiatives whose next step has been due for over a minute',
    [],
    async (shown) => {
      shown.set((await figures()).stuck);
    },
  );
  gauge('remit_gates_open', 'Open gates by level', ['level'], async (shown) => {
    for (const { level, open } of (await figures()).gates) shown.set({ level }, open);
  });
  gauge(
    'remit_gates_past_due',
    'Open gates whose due date has passed, by level',
    ['level'],
    async (shown) => {
      for (const { level, pastDue } of (await figures()).gates) shown.set({ level }, pastDue);
    },
  );
  gauge(
    'remit_gates_stopped',
    'Open gates whose clock stands, since a decider waits for the owner, by level',
    ['level'],
    async (shown) => {
      for (const { level, stopped } of (await figures()).gates) shown.set({ level }, stopped);
    },
  );
  gauge(
    'remit_tasks_waiting',
    'Tasks that wait for somebody, by level and state',
    ['level', 'state'],
    async (shown) => {
      for (const { level, state, count } of (await figures()).tasks) shown.set({ level, state }, count);
    },
  );
  gauge('remit_initiatives', 'Initiatives by status', ['status'], async (shown) => {
    for (const { status, count } of (await figures()).initiatives) shown.set({ status }, count);
  });
  gauge(
    'remit_calendar_known_days',
    'Days ahead whose holidays are known, by calendar that is in use',
    ['calendar'],
    async (shown) => {
      for (const { calendar, knownUntil } of (await figures()).calendars)
        shown.set({ calendar }, Math.floor((Date.parse(knownUntil) - Date.now()) / DAY));
    },
  );
  gauge(
    'remit_untold_initiatives',
    'Initiatives of which something has not been turned into messages',
    [],
    async (shown) => {
      shown.set((await figures()).untold);
    },
  );
  gauge('remit_deliveries_due', 'Messages that are due, by way', ['way'], async (shown) => {
    for (const { way, due } of (await figures()).telling) shown.set({ way }, due);
  });
  gauge(
    'remit_deliveries_oldest_seconds',
    'How long the oldest message that is due has been, by way',
    ['way'],
    async (shown) => {
      for (const { way, oldestSeconds } of (await figures()).telling) shown.set({ way }, oldestSeconds);
    },
  );
  gauge(
    'remit_receivers_resting',
    'Mail servers and webhooks that failed and are left alone for a while, by way',
    ['way'],
    async (shown) => {
      const { telling } = await figures();
      // A way that nobody is told by has nothing that rests: an alarm reads a figure, and not its absence.
      for (const way of ['mail', 'digest', 'webhook']) shown.set({ way }, 0);
      for (const { way, resting } of telling) shown.set({ way }, resting);
    },
  );
  gauge('remit_task_queue_backlog', 'Tasks that wait in Temporal’s task queue', [], async (shown) => {
    shown.set((await backlog()).tasks);
  });
  gauge(
    'remit_task_queue_backlog_seconds',
    'Age of the oldest task in Temporal’s task queue',
    [],
    async (shown) => {
      shown.set((await backlog()).oldestSeconds);
    },
  );
}

/** Reads at most once in so many milliseconds, and once for all who ask meanwhile. */
function keptFor<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (kept !== undefined && Date.now() - kept.at < milliseconds) return kept.value;
    const value = read();
    kept = { at: Date.now(), value };
    return value;
  };
}
