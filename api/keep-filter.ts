import { asKept, type Keeping, type SavedFilter } from '../domain/saved-filter.ts';
import type { Answer } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';
import { lockFilters, removeFilter, writeFilter } from '../store/saved-filters.ts';
import { refused } from './change.ts';
import { once, type AskedOnce } from './once.ts';
import type { Services } from './services.ts';

/** Keeps a filter of somebody, once for a key: the filter as it is now, or as it was when it was forgotten. */
export function keepFilter(
  services: Services,
  asking: AskedOnce,
  keeping: Keeping,
  tell: (filter: SavedFilter, by: KnownPerson) => Answer,
): Promise<Answer> {
  return once(services, asking, 'filter.keep', async ({ manager, by, now }) => {
    const kept = asKept(await lockFilters(manager, by.id), keeping, by, now);
    if (!kept.ok) return refused(kept.error);
    if (keeping.do === 'forget') await removeFilter(manager, kept.value.id);
    else await writeFilter(manager, kept.value);
    return tell(kept.value, by);
  });
}
