import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { bodiesOf } from '../domain/person.ts';
import { refusal, type Refusal } from '../domain/refusal.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { actAs, type Identity, type KnownPerson } from '../store/registry.ts';
import { answerStatement, takeKey, type Answer, type OnceKey } from '../store/idempotency.ts';
import {
  lockFilters,
  MOST_FILTERS,
  removeFilter,
  writeFilter,
  type SavedFilter,
} from '../store/saved-filters.ts';
import type { Sql } from '../store/sql.ts';
import { refused } from './change.ts';
import { reusedKey } from './commands.ts';
import { ProblemError } from './problem.ts';
import type { filterChange, newFilter } from './schemas/queue.ts';
import type { Services } from './services.ts';

/** What is to be done with somebody's filters; `expected` is the revision that was read, where one must be given. */
export type Keeping =
  | { readonly do: 'save'; readonly filter: z.output<typeof newFilter> }
  | {
      readonly do: 'change';
      readonly id: string;
      readonly change: z.output<typeof filterChange>;
      readonly expected: number | null;
    }
  | { readonly do: 'forget'; readonly id: string };

/** Does it in one transaction, once for a key: the filter as it is now, or as it was when it was forgotten. */
export async function keepFilter(
  { database, clock }: Services,
  identity: Identity,
  keeping: Keeping,
  once: OnceKey | null,
  tell: (filter: SavedFilter, by: KnownPerson) => Answer,
): Promise<Answer> {
  return database.transaction(async (sql) => {
    const now = await clock();
    const by = await actAs(sql, identity, now);
    const before = once === null ? null : await takeKey(sql, once);
    if (before === 'other-body') throw new ProblemError(reusedKey());
    if (before !== null) return before;
    const kept = asKept(await lockFilters(sql, by.id), keeping, by, now);
    if (kept.ok) await write(sql, keeping, kept.value);
    const told = kept.ok ? tell(kept.value, by) : refused(kept.error);
    if (once !== null) {
      const { text, values } = answerStatement(once, told);
      await sql.query(text, [...values]);
    }
    return told;
  });
}

function write(sql: Sql, keeping: Keeping, filter: SavedFilter): Promise<void> {
  return keeping.do === 'forget' ? removeFilter(sql, filter.id) : writeFilter(sql, filter);
}

/** The filter as it is to be, or why not. */
function asKept(
  own: readonly SavedFilter[],
  keeping: Keeping,
  by: KnownPerson,
  now: string,
): Result<SavedFilter, Refusal> {
  switch (keeping.do) {
    case 'save': {
      if (own.length >= MOST_FILTERS)
        return fail(refusal('too-many', `You keep ${MOST_FILTERS} filters already: delete one first.`));
      const { name, query, sharedWith = null, default: isDefault = false } = keeping.filter;
      const base = { id: uuid(), person: by.id, revision: 1, createdAt: now };
      return fit({ ...base, name, query, sharedWith, default: isDefault }, own, by);
    }
    case 'change': {
      const found = own.find(({ id }) => id === keeping.id);
      if (found === undefined) return fail(notYours(keeping.id));
      const { expected, change } = keeping;
      if (expected === null)
        return fail(refusal('version-required', 'Send If-Match with the ETag of the filter that you read.'));
      if (expected !== found.revision) {
        const detail = `The filter has changed since (version ${found.revision}, yours ${expected}): read it again.`;
        return fail(refusal('version-stale', detail, { data: { current: found.revision } }));
      }
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return fit({ ...found, ...given, revision: found.revision + 1 }, own, by, found.sharedWith);
    }
    case 'forget': {
      const found = own.find(({ id }) => id === keeping.id);
      return found === undefined ? fail(notYours(keeping.id)) : ok(found);
    }
  }
}

function fit(
  filter: SavedFilter,
  own: readonly SavedFilter[],
  by: KnownPerson,
  before: string | null = null,
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
