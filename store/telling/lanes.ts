import { restAfter, tooOldBefore, TRIED_FOR, type Fate } from '../../domain/telling/retry.ts';
import type { Sql } from '../sql.ts';

/** The way to the mail server, for what is told at once; and that of digests. A webhook's lane is called by its id. */
export const MAIL_LANE = 'mail';
export const DIGEST_LANE = 'digest';

/** A message that is due. */
export interface Delivery {
  readonly id: string;
  readonly lane: string;
  readonly person: string | null;
  readonly initiative: string | null;
  /** What it tells of, where that is no initiative. */
  readonly sitting: string | null;
  readonly n: number | null;
  readonly event: string | null;
  readonly type: string;
  readonly notice: string | null;
  readonly task: string | null;
  readonly at: string;
  readonly attempts: number;
  readonly since: string;
}

export const MAIL_LANES: readonly string[] = [MAIL_LANE, DIGEST_LANE];

/** For so long after a worker with a mail server last said so, mails are written down for the next. By the database's clock. */
const MAIL_LASTS = '1 day';
/** Whether mails are sent in this installation, whichever worker asks: an expression of a row `l` of the table `lane`. */
const IS_OPEN = `l.seen_at > now() - interval '${MAIL_LASTS}'`;

/** A worker says that it has a mail server to send by: the ways to it are open, for all. */
export async function openMailLanes(sql: Sql): Promise<void> {
  await sql.query(
    `insert into lane (id, seen_at) select unnest($1::text[]), now()
     on conflict (id) do update set seen_at = excluded.seen_at`,
    [[...MAIL_LANES]],
  );
}

/** Whether there is a worker that has a mail server to send by, or was a day ago at most. */
export async function mailIsSent(sql: Pick<Sql, 'query'>): Promise<boolean> {
  const found: unknown[] = await sql.query(`select from lane l where l.id = '${MAIL_LANE}' and ${IS_OPEN}`);
  return found.length > 0;
}

export interface Holding {
  /** Which hold it is: each has an id of its own, so that whoever lost one does not think that the next is theirs. */
  readonly by: string;
  readonly now: string;
  /** Until when, if it is not said again. */
  readonly until: string;
}

/**
 * Takes hold of lanes with something due that nobody holds, that do not rest, and whose webhook is on; `except` are passed over.
 * One worker at a time works a lane, so that its messages go in order; what a killed one held is free at the instant it was
 * held until.
 */
export async function takeLanes(
  sql: Sql,
  { by, now, until }: Holding,
  limit: number,
  except: readonly string[] = [],
): Promise<readonly string[]> {
  const rows: { id: string }[] = await sql.query(
    `update lane set held_by = $1, held_until = $3 where id in (
       select l.id from lane l
        where l.id <> all ($5) and (l.held_until is null or l.held_until <= $2) and (l.rest_until is null or l.rest_until <= $2)
          and not exists (select from webhook w where w.id::text = l.id and not w.active)
          and exists (select from delivery d where d.lane = l.id and d.state = 'waiting' and d.next_at <= $2)
        order by l.ok_at nulls first limit $4 for update skip locked)
     returning id`,
    [by, now, until, limit, [...except]],
  );
  return rows.map(({ id }) => id);
}

/** Says that a lane is still worked. Gives whether it is still theirs. */
export async function keepLane(sql: Sql, lane: string, { by, until }: Holding): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    'update lane set held_until = $3 where id = $1 and held_by = $2 returning id',
    [lane, by, until],
  );
  return rows.length > 0;
}

export async function releaseLane(sql: Sql, lane: string, by: string): Promise<void> {
  await sql.query('update lane set held_by = null, held_until = null where id = $1 and held_by = $2', [
    lane,
    by,
  ]);
}

/** Its receiver took something: what went wrong before is over. */
export async function laneWorks(sql: Sql, lane: string, now: string): Promise<void> {
  await sql.query('update lane set failures = 0, rest_until = null, error = null, ok_at = $2 where id = $1', [
    lane,
    now,
  ]);
}

/**
 * Its receiver failed: it rests, each time for longer, and at least for as long as was asked for, in milliseconds. What is due
 * and has been for too long is given up. Gives how many are.
 */
export async function laneFailed(
  sql: Sql,
  lane: string,
  error: string,
  now: string,
  asked = 0,
): Promise<number> {
  const [row]: { failures: number }[] = await sql.query(
    'update lane set failures = failures + 1, failed_at = $2, error = $3 where id = $1 returning failures',
    [lane, now, error],
  );
  const rest = Math.max(restAfter(row?.failures ?? 1), asked);
  await sql.query('update lane set rest_until = $2 where id = $1', [
    lane,
    new Date(Date.parse(now) + rest).toISOString(),
  ]);
  const dead: unknown[] = await sql.query(
    `update delivery set state = 'dead', done_at = $2, error = coalesce(error, $3)
      where lane = $1 and state = 'waiting' and next_at <= $2 and since <= $4 returning id`,
    [lane, now, error, tooOldBefore(now)],
  );
  return dead.length;
}

const DELIVERY = `id, lane, person, initiative, sitting, n, event, type, notice, task, at, attempts, since`;

type Row = Omit<Delivery, 'at' | 'since'> & { readonly at: Date; readonly since: Date };

function deliveryFrom({ at, since, ...row }: Row): Delivery {
  return { ...row, at: at.toISOString(), since: since.toISOString() };
}

/** What of a lane is due, in the order in which it was told; what was put off comes after. */
export async function dueOf(
  sql: Sql,
  lane: string,
  now: string,
  limit: number,
): Promise<readonly Delivery[]> {
  const rows: Row[] = await sql.query(
    `select ${DELIVERY} from delivery where lane = $1 and state = 'waiting' and next_at <= $2
      order by next_at, n, id limit $3`,
    [lane, now, limit],
  );
  return rows.map(deliveryFrom);
}

/** What is due in the digest of whoever has waited longest; empty where nobody waits. */
export async function dueDigest(sql: Sql, now: string): Promise<readonly Delivery[]> {
  const rows: Row[] = await sql.query(
    `select ${DELIVERY} from delivery
      where lane = '${DIGEST_LANE}' and state = 'waiting' and next_at <= $1
        and person = (select person from delivery where lane = '${DIGEST_LANE}' and state = 'waiting' and next_at <= $1
                       order by next_at, person limit 1)
      order by at, initiative, n limit 1000`,
    [now],
  );
  return rows.map(deliveryFrom);
}

/** How messages ended. */
export interface Ended {
  readonly state: 'delivered' | 'dropped' | 'dead';
  readonly status?: number | null;
  readonly error?: string | null;
}

export async function settle(
  sql: Sql,
  ids: readonly string[],
  now: string,
  { state, status = null, error = null }: Ended,
): Promise<void> {
  await sql.query(
    `update delivery set state = $2, done_at = $3, attempts = attempts + 1, status = $4, error = $5
      where id = any ($1::uuid[]) and state = 'waiting'`,
    [ids, state, now, status, error],
  );
}

/** They were tried in vain, and wait for another time or are given up. */
export async function putOff(
  sql: Sql,
  ids: readonly string[],
  fate: Fate,
  now: string,
  { status, error }: { readonly status: number | null; readonly error: string },
): Promise<void> {
  if (fate.is === 'dead') {
    await settle(sql, ids, now, { state: 'dead', status, error });
    return;
  }
  await sql.query(
    `update delivery set attempts = attempts + 1, next_at = coalesce($2::timestamptz, next_at), status = $3, error = $4
      where id = any ($1::uuid[]) and state = 'waiting'`,
    [ids, fate.at, status, error],
  );
}

/** How long messages are kept after they ended, and how long it can be followed from where one was what changed. */
const KEPT = { delivered: '30 days', dead: '90 days', change: '14 days' } as const;
const AT_ONCE = 5_000;

/** Forgets what is past its time, a batch at a time, and gives up what nobody will send. By the database's clock. */
export async function forgetOldTold(sql: Sql): Promise<void> {
  await giveUpUnsendable(sql);
  await sql.query(
    `delete from delivery where ctid = any (array(
       select ctid from delivery
        where done_at < now() - interval '${KEPT.delivered}'
          and (state <> 'dead' or done_at < now() - interval '${KEPT.dead}')
        limit ${AT_ONCE} for update skip locked))`,
  );
  await sql.query(
    `delete from change where seq in (
       select seq from (select seq, told_at from change order by seq limit ${AT_ONCE}) as oldest
        where told_at < now() - interval '${KEPT.change}')`,
  );
}

/**
 * Where a webhook is off, and where no worker has had a mail server for a day, nothing is tried, and so nothing fails: what has
 * been due for too long is given up all the same.
 */
async function giveUpUnsendable(sql: Sql): Promise<void> {
  await sql.query(
    `update delivery set state = 'dead', done_at = now(), error = coalesce(error, 'Nobody was there to send it by') where ctid = any (array(
       select d.ctid from lane l join delivery d on d.lane = l.id and d.state = 'waiting'
        where (l.seen_at <= now() - interval '${MAIL_LASTS}' or exists (select from webhook w where w.id::text = l.id and not w.active))
          and d.next_at <= now() and d.since <= now() - $1 * interval '1 millisecond'
        limit ${AT_ONCE} for update of d skip locked))`,
    [TRIED_FOR],
  );
}
