import type { Sql } from '../sql.ts';

/** What a message to a webhook is made with. */
export interface Receiver {
  readonly url: string;
  readonly body: string;
  /** Those that hold now: the newest first, and while it is being changed the one before. */
  readonly secrets: readonly string[];
}

/** A webhook that is on, for its sender alone: the app may not read secrets. */
export async function receiverOf(sql: Sql, id: string, now: string): Promise<Receiver | null> {
  const rows: Receiver[] = await sql.query(
    `select url, body, array(
       select secret from webhook_secret s where s.webhook = w.id and (s.until is null or s.until > $2)
        order by s.id desc) as secrets
       from webhook w where w.id = $1 and w.active`,
    [id, now],
  );
  return rows[0] ?? null;
}

/** The initiatives among some that a body has a part in. */
export async function partAmong(
  sql: Sql,
  body: string,
  initiatives: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows: { initiative: string }[] = await sql.query(
    'select distinct initiative from part where body = $1 and initiative = any ($2::uuid[])',
    [body, initiatives],
  );
  return new Set(rows.map((row) => row.initiative));
}

/** Its receiver said that it is gone for good. */
export async function turnOff(sql: Sql, id: string, why: string): Promise<void> {
  await sql.query(
    'update webhook set active = false, why_off = $2, revision = revision + 1 where id = $1 and active',
    [id, why],
  );
}
