import type { InterestKind } from '../../domain/interest.ts';
import type { BodyCode } from '../../domain/body.ts';
import type { PersonId } from '../../domain/person.ts';
import { readWords, stub, withWords } from '../sealed.ts';
import type { Sql } from '../sql.ts';

/** An interest as the register has it; its nature is `null` once erased. */
export interface RegisteredInterest {
  readonly id: string;
  readonly person: PersonId;
  readonly kind: InterestKind;
  readonly of: string;
  readonly nature: string | null;
  readonly from: string;
  readonly to: string | null;
}

const ROW = `select n.id, n.person, n.kind, n.about as of, n.nature, n.valid_from::text as "from", n.valid_to::text as "to"
  from interest n`;

/** The interests of one person, those that have ended too, in order of when they were declared. */
export async function interestsOf(sql: Sql, person: PersonId): Promise<readonly RegisteredInterest[]> {
  return read(sql, `${ROW} where n.person = $1 order by n.id limit 1000`, [person]);
}

/** A page of the register: of everybody, or of those who hold a role for one of some bodies on a day. */
export async function listInterests(
  sql: Sql,
  filter: {
    readonly bodies: readonly BodyCode[] | null;
    readonly after: string | null;
    readonly limit: number;
  },
  day: string,
): Promise<readonly RegisteredInterest[]> {
  const { bodies, after, limit } = filter;
  return read(
    sql,
    `${ROW} where ($1::uuid is null or n.id > $1) and ($2::text[] is null or exists (
       select from role_held r where r.person = n.person and r.body = any ($2)
          and r.valid_from <= $3 and (r.valid_to is null or $3 < r.valid_to)))
      order by n.id limit $4`,
    [after, bodies, day, limit],
  );
}

export async function interestById(sql: Sql, id: string): Promise<RegisteredInterest | null> {
  return (await read(sql, `${ROW} where n.id = $1`, [id]))[0] ?? null;
}

async function read(
  sql: Sql,
  text: string,
  values: (string | number | null | readonly string[])[],
): Promise<readonly RegisteredInterest[]> {
  const found: (Omit<RegisteredInterest, 'nature'> & { readonly nature: string })[] = await sql.query(
    text,
    values,
  );
  const rows = found.map((row) => ({ ...row, nature: stub(row.nature) }));
  const told = withWords(rows, await readWords(sql, rows));
  return told.map(({ nature, ...row }) => ({ ...row, nature: nature.value }));
}

/** The initiatives of which somebody has said that they have an interest in them, that are not over. */
export async function recusalsOf(
  sql: Sql,
  person: PersonId,
): Promise<readonly { id: string; title: string | null }[]> {
  return sql.query(
    `select i.id, (select c.value ->> 'title' from content c where c.hash = i.proposal) as title
       from initiative i where $1 = any (i.recused) and i.status in ('draft', 'under-way') order by i.id limit 500`,
    [person],
  );
}
