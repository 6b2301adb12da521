import { isContent, type Content } from '../domain/content.ts';
import type { Sql, Statement } from './sql.ts';

/** Words as a row or an event holds them: the hash alone. */
interface Stub {
  readonly sealed: true;
  readonly hash: string;
}

/** A value in which every sealed content is only its hash. */
export function withoutWords(value: unknown): unknown {
  return withContents(value, ({ hash }): Stub => ({ sealed: true, hash }));
}

/** The value with another in the place of each sealed content; what has none in it is not copied. */
function withContents(value: unknown, replace: (content: Content<unknown>) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isContent(value)) return replace(value);
  let changed: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const now = withContents(member, replace);
    if (now === member) continue;
    changed ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    changed[key] = now;
  }
  return changed ?? value;
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
  const read = ({ hash }: Content<unknown>): Content<unknown> => {
    const { salt = null, value: text = null } = words.get(hash) ?? {};
    return { sealed: true, hash, salt, value: text };
  };
  return withContents(value, read) as T;
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
