import type pg from 'pg';

/** By table and sequence, what it holds and where its rows lie: whoever writes, updates, deletes or locks one row changes it. */
export type Digest = Readonly<Record<string, string>>;

/** Every table of every schema of ours, the job queue's among them, and every sequence. */
export async function digestOf(client: pg.Client): Promise<Digest> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const digest: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ all: string }>(
      `select count(*) || ' rows ' || coalesce(sum(hashtextextended(
                concat_ws(' ', t.ctid, t.xmin, t.xmax, t::text), 0)::numeric), 0) as all from ${name} t`,
    );
    digest[name] = rows[0]?.all ?? '';
  }
  const { rows: sequences } = await client.query<{ name: string; last: string | null }>(
    `select schemaname || '.' || sequencename as name, last_value::text as last from pg_sequences order by 1`,
  );
  for (const { name, last } of sequences) digest[`sequence ${name}`] = last ?? 'never asked';
  return digest;
}
