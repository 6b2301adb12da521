import type pg from 'pg';

/** What one worker does at a time, in one database: each has a lock of its own. */
const LOCKS = { sweep: 7_364_802, freeing: 7_364_803 } as const;

/** Does it, or gives `null` where another worker is just doing it. The lock goes with its connection, whatever happens. */
export async function alone<T>(
  pool: pg.Pool,
  what: keyof typeof LOCKS,
  act: () => Promise<T>,
): Promise<T | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [
      LOCKS[what],
    ]);
    if (rows[0]?.ours !== true) return null;
    try {
      return await act();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCKS[what]]);
    }
  } finally {
    client.release();
  }
}
