import { isContent, type Content } from '../domain/content.ts';
import type { Sql, Statement } from './sql.ts';

/** Words as a row or an event holds them: the hash alone. */
interface Stub {
  readonly sealed: true;
  readonly hash: string;
}

/** A copy of a value in which every sealed content is only its hash. */
export function withoutWords(value: unknown): unknown {
  if (isContent(value)) return { sealed: true, hash: value.hash } satisfies Stub;
  if (Array.isArray(value)) return value.map((item) => withoutWords(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutWords(member)]));
}

/** Every sealed content inside a value. */
export function wordsIn(value: unknown): readonly Content<unknown>[] {
  if (isContent(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}

/** What `content` holds for a set of hashes. A hash whose words were erased gives nulls. */
export type Words = ReadonlyMap<string, Pick<Content<unknown>, 'salt' | 'value'>>;

/** The contents that some rows refer to, in one query. */
export async function readWords(sql: Sql, rows: unknown): Promise<Words> {
  const hashes = [...new Set(wordsIn(rows).map((each) => each.hash))];
  if (hashes.length === 0) return new Map();
  const found: { hash: string; salt: string | null; value: unknown }[] = await sql.query(
    'select hash, salt, value from content where hash = any ($1)',
    [hashes],
  );
  return new Map(found.map((each) => [each.hash, each]));
}

/** The value with its words again. */
export function withWords<T>(value: T, words: Words): T {
  if (isContent(value)) {
    const { salt = null, value: text = null } = words.get(value.hash) ?? {};
    return { sealed: true, hash: value.hash, salt, value: text } as T;
  }
  if (Array.isArray(value)) return value.map((item) => withWords<unknown>(item, words)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withWords(member, words)]),
  ) as T;
}

/** Keeps new words. A text that is kept already stays as it is. */
export function wordStatements(initiative: string | null, value: unknown): readonly Statement[] {
  const contents = wordsIn(value).map(({ hash, salt, value: text }) => ({ hash, salt, value: text }));
  if (contents.length === 0) return [];
  return [
    {
      text: `
        insert into content (hash, initiative, salt, value)
        select hash, $1, salt, value from jsonb_to_recordset($2) as c(hash text, salt text, value jsonb)
        on conflict (hash) do nothing`,
      values: [initiative, JSON.stringify(contents)],
    },
  ];
}

/** A reference to words by their hash, as it is kept in a column of its own. */
export function stub(hash: string): Content<never> {
  return { sealed: true, hash, salt: null, value: null };
}
