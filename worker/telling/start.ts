import type { DataSource } from 'typeorm';
import type { Log } from '../../contracts/log.ts';
import type { Clock } from '../../store/handler.ts';
import {
  forgetOldTold,
  openMailLanes,
  DIGEST_LANE,
  MAIL_LANE,
  MAIL_LANES,
} from '../../store/telling/lanes.ts';
import { pooled } from '../../store/transaction.ts';
import { World } from '../../store/world.ts';
import type { WorkerMetrics } from '../metrics.ts';
import { repeat, type Repeating } from '../repeat.ts';
import { startLanes, type Work } from './lanes.ts';
import { tellSittings } from './sittings.ts';
import { startTeller } from './teller.ts';
import type { PostOptions } from './webhooks/post.ts';
import { webhookWork } from './webhooks/send.ts';

/** Milliseconds between two times that what is past its time is forgotten. */
const FORGETS_EVERY = 60_000;
/** And two times that it is looked what happened to sittings: few, and nothing that waits for seconds. */
const SITTINGS_EVERY = 1_000;

/** Sends mails: those that are due at once, and digests. */
export interface MailWork {
  readonly atOnce: Work;
  readonly digests: Work;
  close(): void;
}

export interface TellingOptions extends Omit<PostOptions, 'patience'> {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string | undefined;
  /** Without it this worker sends no mail; others may. */
  readonly mail: MailWork | null;
  readonly metrics?: Pick<WorkerMetrics, 'told' | 'deliveries' | 'lanesFailed'> | undefined;
}

/** Tells people and systems what happened: from events to messages, and each message to its receiver. */
export async function startTelling(options: TellingOptions): Promise<Repeating> {
  const { database, clock, log, mail, metrics } = options;
  const sql = pooled(database);
  if (mail !== null) await openMailLanes(sql);
  const webhook = webhookWork(options);
  const workFor = (lane: string): Work => {
    if (lane === MAIL_LANE) return mail?.atOnce ?? none;
    if (lane === DIGEST_LANE) return mail?.digests ?? none;
    return webhook;
  };
  const teller = startTeller({ database, clock, log, metrics });
  const lanes = startLanes({ database, clock, log, workFor, not: mail === null ? MAIL_LANES : [], metrics });
  const world = new World();
  const sittings = repeat(async () => {
    try {
      const told = await tellSittings(sql, world, await clock());
      metrics?.told.inc(told);
    } catch (error) {
      log.warn({ error: String(error) }, 'telling: of a sitting nobody could be told; it is tried again');
    }
    return SITTINGS_EVERY;
  });
  const keeping = async () => {
    if (mail !== null) await openMailLanes(sql);
    await forgetOldTold(sql);
  };
  const forgetting = repeat(async () => {
    await keeping().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'telling: what is past its time could not be forgotten yet');
    });
    return FORGETS_EVERY;
  });
  return {
    stop: async () => {
      await teller.stop();
      await sittings.stop();
      await lanes.stop();
      await forgetting.stop();
      mail?.close();
    },
  };
}

const none: Work = () => Promise.resolve({ went: 'idle' });
