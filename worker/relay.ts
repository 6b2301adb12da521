import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Client } from '@temporalio/client';
import type { Log } from '../contracts/log.ts';
import type { Origin } from '../contracts/names.ts';
import { readOrigin, withOrigin } from '../contracts/origin.ts';
import { inSpan, SpanKind } from '../contracts/spans.ts';
import type { Clock } from '../store/handler.ts';
import { createPool } from '../store/database.ts';
import { IN_POSTGRES, type Swept } from '../store/files/uploads.ts';
import { Fleet } from './fleet.ts';
import type { WorkerMetrics } from './metrics.ts';
import { startDeletingFiles } from './loose-files.ts';
import { nudge } from './nudge.ts';
import { takeJobs } from './queue.ts';
import { startRounds } from './rounds.ts';
import { startSweep, type SweepOptions } from './sweep.ts';
import { startTurns } from './turn-over.ts';

/** The sweep may have much to look through; nobody waits for it. */
const LIMITS = { connectMs: 10_000, statementMs: 20_000 };

export interface RelayOptions {
  readonly databaseUrl: string;
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly concurrency?: number;
  /** Which version of the workflow this worker and the others can go by; without it, what this code can. */
  readonly fleet?: Fleet;
  readonly metrics?: WorkerMetrics;
  /** Where files are kept; in Postgres unless it is said. */
  readonly files?: Swept;
  /** How often it is swept, and who is told what was found. */
  readonly sweep?: Pick<SweepOptions, 'every' | 'late' | 'onSwept'>;
}

export interface Relay {
  readonly pool: pg.Pool;
  stop(): Promise<void>;
}

/**
 * Carries "look at initiative X" from the outbox to Temporal, and nothing else. One job key for an initiative and no
 * named queue: a job that fails holds up no other. It is woken by the commit; the poll is only a second net.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { databaseUrl, temporal, taskQueue, log, clock, concurrency = 8, metrics } = options;
  const { fleet = new Fleet(), sweep, files = IN_POSTGRES } = options;
  const pool = createPool(
    { url: databaseUrl, role: 'remit_system', poolSize: concurrency + 4, limits: LIMITS },
    'remit_relay',
    (error) => {
      metrics?.lostConnections.inc();
      log.warn({ error: error.message }, 'relay: a database connection was lost');
    },
  );
  const queue = await takeJobs(pool, {
    concurrency,
    log,
    taskList: {
      nudge: (payload) => {
        const { initiative, origin } = payload as { initiative: string; origin?: unknown };
        return inTheNameOf(readOrigin(origin), () =>
          inSpan(
            'relay nudge',
            { kind: SpanKind.CONSUMER, attributes: { 'remit.initiative': initiative } },
            async () => {
              const took = metrics?.nudges.startTimer();
              try {
                await nudge(temporal, taskQueue, initiative);
              } catch (error) {
                took?.({ result: 'failed' });
                throw error;
              }
              took?.({ result: 'done' });
              log.info({ initiative }, 'relay: nudged');
            },
          ),
        );
      },
    },
  });
  const rounds = startRounds({ pool, relayIds: queue.relayIds, fleet, log, clock, metrics });
  const loose = startDeletingFiles({ pool, files, log });
  const turns = startTurns({ temporal, taskQueue, fleet, log });
  const sweeps = startSweep({
    pool,
    temporal,
    taskQueue,
    log,
    clock,
    onSwept: ({ mended, left }) => {
      for (const [code, n] of Object.entries({ ...mended, ...left })) metrics?.found.inc({ code }, n);
    },
    ...sweep,
  });
  return {
    pool,
    stop: async () => {
      await sweeps.stop();
      await loose.stop();
      await turns.stop();
      await rounds.stop();
      await queue.stop();
      // What the queue left to itself after a break may hold connections for ever.
      await Promise.race([pool.end(), pause(2_000, undefined, { ref: false })]);
    },
  };
}

/** The sweep nudges in nobody's name. */
function inTheNameOf<T>(origin: Origin | undefined, run: () => T): T {
  return origin === undefined ? run() : withOrigin(origin, run);
}
