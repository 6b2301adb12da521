import { BODY_WORDS, CONTENT_WORDS, SEARCHED_FOR } from '../search-words.ts';
import type { Sql, Value } from '../sql.ts';

/** Of so many initiatives at most the ids are gathered; more are asked row by row, in order, until a page is full. */
const MOST_FOUND = 1_000;

/** What a search came to: the ids of what it found, or that these are many; the words are asked of each row then. */
export type Searched =
  | { readonly words: string; readonly ids: readonly string[] }
  | { readonly words: string; readonly ids: null };

/**
 * Searches by words: of the title and the aim, or of the lead body's name. `few` says that this connection sees few
 * initiatives: then the words are asked of each of those.
 */
export async function search(sql: Sql, words: string, few: boolean): Promise<Searched> {
  if (few) return { words, ids: null };
  const found: { id: string }[] = await sql.query(
    'select found as id from find_initiatives($1, $2) as found',
    [words, MOST_FOUND + 1],
  );
  return { words, ids: found.length > MOST_FOUND ? null : [...new Set(found.map(({ id }) => id))] };
}

/** A condition on the id of an initiative, that the search found it; `value` takes a parameter. */
export function foundBy(
  { words, ids }: Searched,
  initiative: string,
  value: (given: Value) => string,
): string {
  if (ids !== null) return `${initiative} = any (${value(ids)}::uuid[])`;
  const asked = SEARCHED_FOR(value(words));
  return `exists (
    select from initiative said where said.id = ${initiative} and (
      exists (select from content c where c.hash = said.proposal and ${CONTENT_WORDS('c.value')} @@ ${asked})
      or exists (select from body where body.code = said.lead and ${BODY_WORDS('body.name')} @@ ${asked})))`;
}
