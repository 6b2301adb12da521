import type { Sql } from './sql.ts';

/** How often somebody asked in one minute, counted since 1970. */
export interface RateCount {
  readonly caller: string;
  readonly minute: number;
  readonly n: number;
}

/** Adds what one process counted to what all did, and gives the sums: one statement for all callers. */
export function addCounts(sql: Sql, counted: readonly RateCount[]): Promise<readonly RateCount[]> {
  // In one order in every process, so that two of them wait for each other and never both.
  return sql.query(
    `insert into rate_count (caller, minute, n)
     select caller, minute, n from jsonb_to_recordset($1) as c(caller text, minute integer, n integer) order by caller, minute
     on conflict (caller, minute) do update set n = rate_count.n + excluded.n
     returning caller, minute, n`,
    [JSON.stringify(counted)],
  );
}

/** Forgets the minutes before one. */
export async function forgetCounts(sql: Sql, before: number): Promise<void> {
  await sql.query('delete from rate_count where minute < $1', [before]);
}
