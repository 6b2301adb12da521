import { encodeCursor, type Cursor } from '../keyset.ts';
import type { Sql } from '../sql.ts';

/** Which open gates are judged by another version than one. */
export interface MovingFilter {
  readonly version: string;
  readonly limit: number;
  readonly after: Cursor | null;
}

/**
 * The initiatives with an open gate that is judged by another version of the policy than this, as far as whoever asks sees them, in the
 * order in which the gates opened.
 */
export async function listUnderOthers(
  sql: Sql,
  { version, limit, after }: MovingFilter,
): Promise<{ readonly items: readonly string[]; readonly next: string | null }> {
  const rows: { id: string; initiative: string; opened_at: Date }[] = await sql.query(
    `select g.id, g.initiative, g.opened_at from gate g
      where g.state = 'open' and coalesce(g.brief, g.receipt) #>> '{policy,version}' <> $1
        and ($2::timestamptz is null or (date_trunc('milliseconds', g.opened_at), g.id) > ($2, $3::uuid))
      order by date_trunc('milliseconds', g.opened_at), g.id limit $4`,
    [version, after?.at ?? null, after?.id ?? null, limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: items.map(({ initiative }) => initiative),
    next: more ? encodeCursor({ at: last.opened_at.toISOString(), id: last.id }) : null,
  };
}
