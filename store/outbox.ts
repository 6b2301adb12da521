import type { DataSource } from 'typeorm';
import { JOBS_SCHEMA } from './migrate.ts';

/** Frees a job, and has it tried at once with its attempts counted anew. */
export async function rescheduleJob(database: DataSource, job: string): Promise<void> {
  await database.query(
    `select ${JOBS_SCHEMA}.force_unlock_workers(array[locked_by]) from ${JOBS_SCHEMA}.jobs j
      where id = $1 and locked_by is not null
        and not exists (select from relay where relay.id = j.locked_by and seen_at > now() - interval '15 seconds')`,
    [job],
  );
  await database.query(
    `select ${JOBS_SCHEMA}.reschedule_jobs(array[$1::bigint], run_at := now(), attempts := 0)`,
    [job],
  );
}

/** Takes a job away. */
export async function dropJob(database: DataSource, job: string): Promise<void> {
  await database.query(`select ${JOBS_SCHEMA}.complete_jobs(array[$1::bigint])`, [job]);
}
