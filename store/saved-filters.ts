import type { PersonId } from '../domain/person.ts';
import type { SavedFilter } from '../domain/saved-filter.ts';
import type { Sql } from './sql.ts';

const COLUMNS = `id, person, name, query, body as "sharedWith", is_default as "default", revision, created_at as "createdAt"`;

type Row = Omit<SavedFilter, 'createdAt'> & { readonly createdAt: Date };
const from = ({ createdAt, ...row }: Row): SavedFilter => ({ ...row, createdAt: createdAt.toISOString() });

/** Those of this person, by name, and then those that are shared with a body of theirs. */
export async function listFilters(sql: Sql, person: PersonId): Promise<readonly SavedFilter[]> {
  // Not only by row-level security: what is shared with a body that they left is not theirs.
  const rows: Row[] = await sql.query(
    `select ${COLUMNS} from saved_filter where person = $1 or body = any (my_bodies())
      order by person <> $1, name, id limit 200`,
    [person],
  );
  return rows.map(from);
}

/** Takes a person's filters in hand until the transaction ends, and gives them: two changes at once come one after the other. */
export async function lockFilters(sql: Sql, person: PersonId): Promise<readonly SavedFilter[]> {
  await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 19))', [person]);
  const rows: Row[] = await sql.query(
    `select ${COLUMNS} from saved_filter where person = $1 order by name, id`,
    [person],
  );
  return rows.map(from);
}

/** Writes a filter, new or changed. The one that was the default before is it no more. */
export async function writeFilter(sql: Sql, filter: SavedFilter): Promise<void> {
  const { id, person, name, query, sharedWith, revision, createdAt } = filter;
  if (filter.default)
    await sql.query(
      // One that is shared with a body that they left is shared with it no more.
      `update saved_filter set is_default = false, body = case when body = any (my_bodies()) then body end
        where person = $1 and id <> $2 and is_default`,
      [person, id],
    );
  await sql.query(
    `insert into saved_filter (id, person, name, query, body, is_default, revision, created_at)
     values ($1, $2, $3, $4, case when $5::text = any (my_bodies()) then $5::text end, $6, $7, $8)
     on conflict (id) do update set name = excluded.name, query = excluded.query, body = excluded.body,
       is_default = excluded.is_default, revision = excluded.revision`,
    [id, person, name, JSON.stringify(query), sharedWith, filter.default, revision, createdAt],
  );
}

export async function removeFilter(sql: Sql, id: string): Promise<void> {
  await sql.query('delete from saved_filter where id = $1', [id]);
}
