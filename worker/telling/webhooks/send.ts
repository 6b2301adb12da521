import { Webhook } from 'standardwebhooks';
import { fateOf } from '../../../domain/telling/retry.ts';
import type { Clock } from '../../../store/handler.ts';
import type { Sql } from '../../../store/sql.ts';
import { dueOf, putOff, settle, type Delivery } from '../../../store/telling/lanes.ts';
import { partAmong, receiverOf, turnOff, type Receiver } from '../../../store/telling/signing.ts';
import type { WorkerMetrics } from '../../metrics.ts';
import { inOrder } from '../in-order.ts';
import type { Work, Worked } from '../lanes.ts';
import { post, type PostOptions } from './post.ts';

const BATCH = 100;
/** Of so many initiatives messages are sent at once. */
const AT_ONCE = 8;

export interface WebhookOptions extends PostOptions {
  readonly clock: Clock;
  /** Where people and programs reach this Remit; without it, links are paths. */
  readonly publicUrl: string | undefined;
  readonly metrics?: Pick<WorkerMetrics, 'deliveries'> | undefined;
}

/** Sends what is due to one webhook. */
export function webhookWork(options: WebhookOptions): Work {
  return async (sql, lane, goOn) => {
    const now = await options.clock();
    const receiver = await receiverOf(sql, lane, now);
    if (receiver === null) return { went: 'idle' };
    const due = await dueOf(sql, lane, now, BATCH);
    if (due.length === 0) return { went: 'idle' };
    const theirs = await stillTheirs(sql, receiver, due, now);
    let some = false;
    let wrong: Extract<Worked, { went: 'wrong' }> | null = null;
    await inOrder(theirs, AT_ONCE, async (delivery) => {
      if (!goOn()) return false;
      const failed = await sendOne(sql, receiver, delivery, options);
      if (failed === null) some = true;
      else wrong ??= { went: 'wrong', some: false, ...failed };
      return failed === null;
    });
    // Set in a callback, which the compiler does not see.
    const went = wrong as Extract<Worked, { went: 'wrong' }> | null;
    return went === null ? { went: 'well', more: due.length === BATCH } : { ...went, some };
  };
}

/** What its body has no part in any more is not told to it. */
async function stillTheirs(
  sql: Sql,
  { body }: Receiver,
  due: readonly Delivery[],
  now: string,
): Promise<readonly Delivery[]> {
  const initiatives = due.flatMap(({ initiative }) => (initiative === null ? [] : [initiative]));
  const seen = await partAmong(sql, body, [...new Set(initiatives)]);
  const isTheirs = ({ initiative }: Delivery) => initiative === null || seen.has(initiative);
  const others = due.filter((each) => !isTheirs(each)).map(({ id }) => id);
  if (others.length > 0)
    await settle(sql, others, now, { state: 'dropped', error: `${body} has no part in it any more` });
  return due.filter(isTheirs);
}

/** Sends one message; gives why its receiver failed, or null where it took it, or refused this one alone. */
async function sendOne(
  sql: Sql,
  { url, secrets }: Receiver,
  delivery: Delivery,
  options: WebhookOptions,
): Promise<{ error: string; rest?: number } | null> {
  const { clock, publicUrl, metrics } = options;
  const sent = new Date(await clock());
  const body = JSON.stringify(payloadOf(delivery, publicUrl));
  const signatures = secrets.map((secret) => new Webhook(secret).sign(delivery.id, sent, body));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Remit',
    'webhook-id': delivery.id,
    'webhook-timestamp': String(Math.floor(sent.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
  const tried = await post(url, body, headers, options).then(
    ({ status, rest }) => ({ status, rest, error: `It answered ${status}` }),
    (error: unknown) => ({
      status: null,
      rest: 0,
      error: error instanceof Error ? error.message : String(error),
    }),
  );
  const now = await clock();
  const { status, rest, error } = tried;
  if (status !== null && status >= 200 && status < 300) {
    await settle(sql, [delivery.id], now, { state: 'delivered', status });
    metrics?.deliveries.inc({ way: 'webhook', result: 'delivered' });
    return null;
  }
  metrics?.deliveries.inc({ way: 'webhook', result: 'failed' });
  const receiver = status === null || !OF_ONE_MESSAGE.has(status);
  const attempts = delivery.attempts + 1;
  const fate = fateOf({ attempts, since: delivery.since, receiver }, now);
  await putOff(sql, [delivery.id], fate, now, { status, error });
  if (status === 410) await turnOff(sql, delivery.lane, 'Its receiver answered 410: gone');
  return receiver ? { error, rest } : null;
}

/** Statuses that say that this message is not wanted, and nothing of the others. */
const OF_ONE_MESSAGE = new Set([400, 406, 409, 413, 415, 422]);

/**
 * What a system is told: which event of which initiative, and where to ask for more with a token of its own. No names and
 * no text, since nobody knows who reads it.
 */
export function payloadOf(
  { type, at, initiative, n, event }: Delivery,
  publicUrl: string | undefined,
): Readonly<Record<string, unknown>> {
  const to = (path: string) => (publicUrl === undefined ? path : new URL(path, publicUrl).href);
  if (initiative === null || n === null) return { type, timestamp: at, data: {} };
  return {
    type,
    timestamp: at,
    data: {
      initiative,
      n,
      event,
      links: {
        initiative: to(`/v1/initiatives/${initiative}`),
        event: to(`/v1/initiatives/${initiative}/history?after=${n - 1}&limit=1`),
        page: to(`/initiatives/${initiative}`),
      },
    },
  };
}
