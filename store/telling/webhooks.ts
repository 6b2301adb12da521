import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { EventType } from '../../domain/initiative/events.ts';
import type { Cursor, Page } from '../keyset.ts';
import { pageOf } from '../keyset.ts';
import type { Sql } from '../sql.ts';

/** A webhook, with how its receiver fares. */
export interface Webhook {
  readonly id: string;
  readonly body: string;
  readonly url: string;
  readonly types: readonly EventType[];
  readonly active: boolean;
  readonly whyOff: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revision: number;
  readonly failures: number;
  readonly restUntil: Date | null;
  readonly okAt: Date | null;
  readonly failedAt: Date | null;
  readonly error: string | null;
  readonly waiting: number;
  readonly dead: number;
}

// Of a long queue it is told that it is long.
const counted = (state: string) =>
  `(select count(*)::int from (select from delivery d where d.lane = w.id::text and d.state = '${state}' limit 1000) as found)`;

const WEBHOOK = `
  select w.id, w.body, w.url, w.types, w.active, w.why_off as "whyOff", w.created_by as "createdBy",
         w.created_at as "createdAt", w.revision, coalesce(l.failures, 0) as failures, l.rest_until as "restUntil",
         l.ok_at as "okAt", l.failed_at as "failedAt", l.error,
         ${counted('waiting')} as waiting, ${counted('dead')} as dead
    from webhook w left join lane l on l.id = w.id::text`;

/** The webhooks that this connection may see, in order of id. */
export async function listWebhooks(
  sql: Sql,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly Webhook[]> {
  return sql.query(`${WEBHOOK} where ($1::uuid is null or w.id > $1) order by w.id limit $2`, [
    after ?? null,
    limit,
  ]);
}

/** One that this connection may see, or null. */
export async function readWebhook(sql: Pick<Sql, 'query'>, id: string): Promise<Webhook | null> {
  const [found]: Webhook[] = await sql.query(`${WEBHOOK} where w.id = $1`, [id]);
  return found ?? null;
}

/** Locks one that this connection may see, so that nobody changes it meanwhile. */
export async function lockWebhook(manager: EntityManager, id: string): Promise<Webhook | null> {
  await manager.query('select from webhook where id = $1 for update', [id]);
  return readWebhook(manager, id);
}

export async function insertWebhook(
  manager: EntityManager,
  webhook: Pick<Webhook, 'id' | 'body' | 'url' | 'types' | 'createdBy'> & { readonly secret: string },
  now: string,
): Promise<void> {
  const { id, body, url, types, createdBy, secret } = webhook;
  await manager.query(
    `insert into webhook (id, body, url, types, active, created_by, created_at, revision)
     values ($1, $2, $3, $4, true, $5, $6, 1)`,
    [id, body, url, types, createdBy, now],
  );
  await manager.query('insert into lane (id) values ($1)', [id]);
  await addSecret(manager, id, secret);
}

export async function updateWebhook(
  manager: EntityManager,
  { id, url, types, active }: Pick<Webhook, 'id' | 'url' | 'types' | 'active'>,
): Promise<void> {
  await manager.query(
    `update webhook set url = $2, types = $3, active = $4, revision = revision + 1,
            why_off = case when $4 then null else 'It was switched off' end
      where id = $1`,
    [id, url, types, active],
  );
  // Another address, or another day: it is tried at once.
  await manager.query('update lane set failures = 0, rest_until = null where id = $1', [id]);
}

/** From here on messages are signed with a new secret, and with those before until an instant. */
export async function changeSecret(
  manager: EntityManager,
  id: string,
  secret: string,
  until: string,
): Promise<void> {
  await manager.query(
    'update webhook_secret set until = $2 where webhook = $1 and (until is null or until > $2)',
    [id, until],
  );
  await addSecret(manager, id, secret);
}

async function addSecret(manager: EntityManager, webhook: string, secret: string): Promise<void> {
  await manager.query('insert into webhook_secret (id, webhook, secret) values ($1, $2, $3)', [
    uuid(),
    webhook,
    secret,
  ]);
}

/** A message to a webhook, and what became of it. */
export interface SentMessage {
  readonly id: string;
  readonly type: string;
  readonly initiative: string | null;
  readonly n: number | null;
  readonly event: string | null;
  readonly at: Date;
  readonly state: 'waiting' | 'delivered' | 'dead' | 'dropped';
  readonly attempts: number;
  readonly since: Date;
  readonly nextAt: Date;
  readonly doneAt: Date | null;
  readonly status: number | null;
  readonly error: string | null;
}

const MESSAGE = `id, type, initiative, n, event, at, state, attempts, since, next_at as "nextAt",
  done_at as "doneAt", status, error`;

/** Messages of a webhook, the latest first. */
export async function listMessages(
  sql: Sql,
  webhook: string,
  { state, after, limit }: { state: string | undefined; after: Cursor | null; limit: number },
): Promise<Page<SentMessage>> {
  const rows: SentMessage[] = await sql.query(
    `select ${MESSAGE} from delivery
      where lane = $1 and ($2::text is null or state = $2)
        and ($3::timestamptz is null or (since, id) < ($3, $4::uuid))
      order by since desc, id desc limit $5`,
    [webhook, state ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
  );
  return pageOf(rows, limit, (row) => ({ at: row.since.toISOString(), id: row.id }));
}

export async function readMessage(
  sql: Pick<Sql, 'query'>,
  webhook: string,
  id: string,
): Promise<SentMessage | null> {
  const rows: SentMessage[] = await sql.query(`select ${MESSAGE} from delivery where lane = $1 and id = $2`, [
    webhook,
    id,
  ]);
  return rows[0] ?? null;
}

/** Writes down a message that tells of nothing, to see whether it comes through. */
export async function addPing(
  manager: EntityManager,
  webhook: string,
  id: string,
  now: string,
): Promise<void> {
  await manager.query(
    `insert into delivery (id, lane, type, at, state, since, next_at) values ($1, $2, 'ping', $3, 'waiting', $3, $3)`,
    [id, webhook, now],
  );
  await manager.query('update lane set rest_until = null where id = $1', [webhook]);
}

/** Has messages that were given up, all or one, tried again as if they were new. Gives how many. */
export async function replay(
  manager: EntityManager,
  webhook: string,
  message: string | null,
  now: string,
): Promise<number> {
  const rows: { readonly n: number }[] = await manager.query(
    `with again as (
       update delivery set state = 'waiting', attempts = 0, since = $3, next_at = $3, done_at = null
        where lane = $1 and ($2::uuid is null or id = $2) and state in ('dead', 'dropped')
       returning id)
     select count(*)::int as n from again`,
    [webhook, message, now],
  );
  await manager.query('update lane set rest_until = null where id = $1', [webhook]);
  return rows[0]?.n ?? 0;
}
