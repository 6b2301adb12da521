import type { Sql } from '../sql.ts';

/** That something happened to an initiative. `seq` is its place among all that was told. */
export interface Change {
  readonly seq: string;
  readonly initiative: string;
  readonly n: number;
  readonly event: string;
  readonly type: string;
  readonly at: Date;
}

/** What changed after a place, as far as this connection may see. */
export interface Changes {
  readonly items: readonly Change[];
  /** The place to read on after. */
  readonly next: string;
  /** Whether something after that place has been forgotten by now, or that place is of a time that a restored backup has not. */
  readonly missed: boolean;
}

/** So many places are looked through at once. */
const SPAN = 5_000;

/** The place of what was told last: a number alone. */
export async function lastPlace(sql: Sql): Promise<string> {
  const [row]: { last: string }[] = await sql.query('select last from feed');
  return row?.last ?? '0';
}

/**
 * What changed after a place, in the order in which it was told; to be read at one moment. Places are given out in the
 * order in which they are written down for good, so that nothing comes to be before a place that was read.
 */
export async function readChanges(sql: Sql, after: string, limit: number): Promise<Changes> {
  const last = BigInt(await lastPlace(sql));
  const from = BigInt(after) > last ? last : BigInt(after);
  const until = from + BigInt(SPAN) < last ? from + BigInt(SPAN) : last;
  const [kept]: { first: string | null }[] = await sql.query('select first_change() as first');
  const items: Change[] = await sql.query(
    `select seq, initiative, n, event, type, at from change where seq > $1 and seq <= $2 order by seq limit $3`,
    [String(from), String(until), limit],
  );
  const full = items.at(-1);
  return {
    items,
    next: items.length === limit && full !== undefined ? full.seq : String(until),
    missed: BigInt(after) > last || (from < last && BigInt(kept?.first ?? last + 1n) > from + 1n),
  };
}
