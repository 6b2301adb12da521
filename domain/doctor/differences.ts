import { isContent } from '../content.ts';

/** One member in which two values differ. */
export interface Difference {
  /** The way to it, as in `vote.outcome` or `referrals.0.answer`. */
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/**
 * Where two values differ, by member. What is sealed is compared by its hash, since the words may be erased, and what
 * is left out is the same as null.
 */
export function differences(expected: unknown, found: unknown, field = ''): readonly Difference[] {
  if (isContent(expected) && isContent(found))
    return expected.hash === found.hash
      ? []
      : [{ field: field === '' ? 'hash' : field, expected: expected.hash, found: found.hash }];
  if (!isObject(expected) || !isObject(found) || Array.isArray(expected) !== Array.isArray(found))
    return same(expected, found) ? [] : [{ field, expected, found }];
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].flatMap((key) =>
    differences(expected[key], found[key], field === '' ? key : `${field}.${key}`),
  );
}

/** Differences in words, the first three of them. */
export function inWords(list: readonly Difference[]): string {
  const said = list
    .slice(0, 3)
    .map(({ field, expected, found }) => `${field} is ${brief(found)} and by the events ${brief(expected)}`);
  const more = list.length > said.length ? `; ${list.length - said.length} more` : '';
  return `${said.join('; ')}${more}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null);

function brief(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = isContent(value) ? value.hash : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
