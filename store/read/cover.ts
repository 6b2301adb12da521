import type { Cover } from '../../domain/cover.ts';
import type { PersonId } from '../../domain/person.ts';
import { COVER_AS_JSON } from '../person-statement.ts';
import type { Sql } from '../sql.ts';

const READ = (where: string) =>
  `select ${COVER_AS_JSON} as cover from cover c where ${where} order by c.valid_from, c.id limit 500`;

/** The leaves of a person that are not over on a day, and those that they stand in for: each in order of its first day. */
export async function coversOf(
  sql: Sql,
  person: PersonId,
  day: string,
): Promise<{ readonly away: readonly Cover[]; readonly standingIn: readonly Cover[] }> {
  const read = async (column: 'person' | 'substitute') => {
    const rows: { cover: Cover }[] = await sql.query(
      READ(`c.${column} = $1 and c.valid_to > $2 and c.valid_to > c.valid_from`),
      [person, day],
    );
    return rows.map(({ cover }) => cover);
  };
  const [away, standingIn] = [await read('person'), await read('substitute')];
  return { away, standingIn };
}

/** One leave, over or not. */
export async function coverById(sql: Sql, id: string): Promise<Cover | null> {
  const rows: { cover: Cover }[] = await sql.query(READ('c.id = $1'), [id]);
  return rows[0]?.cover ?? null;
}
