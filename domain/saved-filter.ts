import type { BodyCode } from './body.ts';
import { bodiesOf, type Person, type PersonId } from './person.ts';
import { refusal, versionProblem, type Refusal } from './refusal.ts';
import { fail, ok, type Result } from './result.ts';

/** A filter of tasks that somebody keeps. `query` is what was saved, to be read by the schema of today. */
export interface SavedFilter {
  readonly id: string;
  readonly person: PersonId;
  readonly name: string;
  readonly query: unknown;
  readonly sharedWith: BodyCode | null;
  readonly default: boolean;
  readonly revision: number;
  readonly createdAt: string;
}

/** So many filters one person keeps at most. */
export const MOST_FILTERS = 50;

type Asked = Pick<SavedFilter, 'name' | 'query' | 'sharedWith' | 'default'>;

/** What is to be done with somebody's filters; `expected` is the revision that was read, where one must be given. */
export type Keeping =
  | { readonly do: 'save'; readonly id: string; readonly filter: Asked }
  | {
      readonly do: 'change';
      readonly id: string;
      /** What is not named stays as it is. */
      readonly change: { readonly [K in keyof Asked]?: Asked[K] | undefined };
      readonly expected: number | null;
    }
  | { readonly do: 'forget'; readonly id: string };

/** The filter as it is to be, among all that its person keeps; or why not. One that is forgotten is given as it was. */
export function asKept(
  own: readonly SavedFilter[],
  keeping: Keeping,
  by: Person,
  now: string,
): Result<SavedFilter, Refusal> {
  if (keeping.do === 'save') {
    if (own.length >= MOST_FILTERS)
      return fail(refusal('too-many', `You keep ${MOST_FILTERS} filters already: delete one first.`));
    return fit({ id: keeping.id, person: by.id, revision: 1, createdAt: now, ...keeping.filter }, own, by);
  }
  const found = own.find(({ id }) => id === keeping.id);
  if (found === undefined) return fail(notYours(keeping.id));
  if (keeping.do === 'forget') return ok(found);
  const stale = versionProblem(keeping.expected, found.revision, 'filter');
  if (stale !== null) return fail(stale);
  const { name, query, sharedWith, default: opens } = keeping.change;
  const change: Partial<Asked> = {
    ...(name !== undefined && { name }),
    ...(query !== undefined && { query }),
    ...(sharedWith !== undefined && { sharedWith }),
    ...(opens !== undefined && { default: opens }),
  };
  return fit({ ...found, ...change, revision: found.revision + 1 }, own, by, found.sharedWith);
}

/** Its name is no other's of theirs, and it is shared with a body of theirs, or as it was `before`. */
function fit(
  filter: SavedFilter,
  own: readonly SavedFilter[],
  by: Person,
  before: BodyCode | null = null,
): Result<SavedFilter, Refusal> {
  if (own.some(({ id, name }) => id !== filter.id && name === filter.name))
    return fail(
      refusal('already-exists', `You keep a filter “${filter.name}” already: choose another name.`),
    );
  const { sharedWith } = filter;
  if (sharedWith !== null && sharedWith !== before && !bodiesOf(by).includes(sharedWith))
    return fail(
      refusal('not-allowed', `You hold no role for ${sharedWith}: share it with a body of yours.`, {
        data: { bodies: bodiesOf(by) },
      }),
    );
  return ok(filter);
}

function notYours(id: string): Refusal {
  return refusal(
    'not-found',
    `You keep no filter ${id}; one that is shared with you is changed by who keeps it.`,
  );
}
