import type pg from 'pg';
import { PATIENCE } from '../contracts/readiness.ts';
import { createPool, MIGRATIONS, type DatabaseRole } from './database.ts';

/** How long a relay may say nothing before it is told of, in seconds. */
export const SILENT_AFTER = 15;

/** Asks after the database. */
export interface Probe {
  /** Answers, and has every migration that this code needs. A newer one's are welcome. */
  database(): Promise<string | undefined>;
  /** When a relay was last seen. */
  relay(): Promise<string | undefined>;
}

/** Connections for probes alone: a pool that is fully used is no reason to be called dead. */
export function createProbePool(url: string, role: DatabaseRole): pg.Pool {
  const limits = { connectMs: PATIENCE, statementMs: PATIENCE };
  // That a connection was lost is said when it is asked.
  return createPool({ url, role, poolSize: 2, limits }, 'remit_probe', () => undefined);
}

export function createProbe(pool: pg.Pool): Probe {
  return {
    database: async () => {
      const { rows } = await pool.query<{ name: string }>('select name from migration').catch(noLeave);
      const there = new Set(rows.map((row) => row.name));
      const missing = MIGRATIONS.filter(({ name }) => !there.has(name)).map(({ name }) => name);
      if (missing.length > 0) throw new Error(`not migrated: ${missing.join(', ')} is missing; run migrate`);
      return undefined;
    },
    relay: async () => {
      const { rows } = await pool.query<{ ago: number | null }>(
        'select extract(epoch from now() - relay_seen_at())::int as ago',
      );
      const ago = rows[0]?.ago ?? null;
      if (ago === null) return 'never seen';
      return ago > SILENT_AFTER ? `silent for ${ago} s: decisions are kept, and nothing moves on` : 'alive';
    },
  };
}

/** Before the second migration nobody but the owner could read which there are. */
function noLeave(error: unknown): { rows: { name: string }[] } {
  const { code } = error as { code?: unknown };
  if (code === '42501' || code === '42P01') return { rows: [] };
  throw error;
}
