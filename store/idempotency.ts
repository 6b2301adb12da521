import type pg from 'pg';
import type { Sql, Statement } from './sql.ts';

/** How long a key has its answer. The database's clock counts, since it is the database that wrote when it was taken. */
const KEPT = '30 days';
/** How many keys one round forgets at most: a few seconds' worth of a busy day's, and no long transaction. */
const AT_ONCE = 5_000;

/** An answer as it was sent, so that it can be sent again. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A question that is answered once: scoped to who asks, and to the route it is asked at. */
export interface OnceKey {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly requestHash: string;
}

/**
 * Takes a key for this transaction, or gives the answer that it had before. Whoever asks the same at the same time
 * waits here until the first is done. `'other-body'` when the key was used to ask something else.
 */
export async function takeKey(sql: Sql, once: OnceKey): Promise<Answer | 'other-body' | null> {
  const { caller, route, key, requestHash } = once;
  const taken: unknown[] = await sql.query(
    `insert into idempotency (caller, route, key, request_hash) values ($1, $2, $3, $4)
     on conflict do nothing returning key`,
    [caller, route, key, requestHash],
  );
  if (taken.length > 0) return null;
  const [before]: { request_hash: string; status: number; headers: Answer['headers']; body: unknown }[] =
    await sql.query(
      'select request_hash, status, headers, body from idempotency where caller = $1 and route = $2 and key = $3',
      [caller, route, key],
    );
  if (before === undefined) throw new Error('An idempotency key was taken and is gone');
  if (before.request_hash !== requestHash) return 'other-body';
  return { status: before.status, headers: before.headers, body: before.body };
}

/** Whether a key has an answer already, whatever was asked with it. */
export async function isAnswered(sql: Sql, once: OnceKey | null): Promise<boolean> {
  if (once === null) return false;
  const found: unknown[] = await sql.query(
    'select from idempotency where caller = $1 and route = $2 and key = $3 and status is not null',
    [once.caller, once.route, once.key],
  );
  return found.length > 0;
}

/** Keeps the answer in the transaction that it tells of. */
export function answerStatement({ caller, route, key }: OnceKey, answer: Answer): Statement {
  return {
    text: 'update idempotency set status = $4, headers = $5, body = $6 where caller = $1 and route = $2 and key = $3',
    values: [caller, route, key, answer.status, JSON.stringify(answer.headers), JSON.stringify(answer.body)],
  };
}

/**
 * Forgets keys that are past their time, a batch at a time, and gives how many. Keys that another round has in hand are
 * left to it.
 */
export async function forgetOldKeys(pool: Pick<pg.Pool, 'query'>): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from idempotency where ctid = any (array(
       select ctid from idempotency where at < now() - interval '${KEPT}'
        order by at limit ${AT_ONCE} for update skip locked))`,
  );
  return rowCount ?? 0;
}
