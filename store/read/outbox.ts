import type { DataSource } from 'typeorm';
import type { WaitingNudge } from '../../domain/doctor/check-nudge.ts';
import { JOBS_SCHEMA } from '../migrate.ts';
import { SILENT_AFTER } from '../probe.ts';

/** The nudges that wait, in order of their job, after one; of some initiatives or of all. */
export async function waitingNudges(
  database: DataSource,
  {
    of = null,
    after = null,
    limit = 1000,
  }: { of?: readonly string[] | null; after?: string | null; limit?: number } = {},
): Promise<readonly WaitingNudge[]> {
  const rows: (Omit<WaitingNudge, 'since'> & { since: Date })[] = await database.query(
    `select id::text as job, substr(key, 12) as initiative, attempts::int as attempts, max_attempts::int as "maxAttempts",
        last_error as "lastError", locked_by as "heldBy", created_at as since,
        locked_by is not null and exists (
          select from relay where relay.id = locked_by and seen_at > now() - interval '${SILENT_AFTER} seconds') as "holderLives"
       from ${JOBS_SCHEMA}.jobs
      where task_identifier = 'nudge' and key like 'initiative:%'
        and ($1::text[] is null or key = any ($1)) and ($2::bigint is null or id > $2::bigint)
      order by id limit $3`,
    [of === null ? null : of.map((id) => `initiative:${id}`), after, limit],
  );
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

/** How many relays said of late that they live. */
export async function livingRelays(database: DataSource): Promise<number> {
  const [row]: { n: number }[] = await database.query(
    `select count(*)::int as n from relay where seen_at > now() - interval '${SILENT_AFTER} seconds'`,
  );
  return row?.n ?? 0;
}
