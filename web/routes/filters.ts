import express, { type Router } from 'express';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { keepFilter } from '../../api/keep-filter.ts';
import { readOne } from '../../api/read-one.ts';
import { readableFilters } from '../../api/routes/queues.ts';
import { bodyCode, uuid } from '../../api/schemas/common.ts';
import { filterQuery } from '../../api/schemas/queue.ts';
import type { Services } from '../../api/services.ts';
import { hashOf } from '../../domain/log/hash.ts';
import type { Keeping } from '../../domain/saved-filter.ts';
import { refusedIn } from '../ask-by-form.ts';
import { textsIn } from '../form-fields.ts';
import type { Asking, Personal } from '../personal.ts';
import { sharesOf } from '../present/queue.ts';
import { queueAddress } from '../queue-query.ts';
import { USED_BEFORE, usedBefore } from '../used-before.ts';
import { emptyWords } from '../words-form.ts';
import { namesFor } from '../words/names.ts';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

const fields = {
  name: z.string().min(1).max(80),
  sharedWith: z.union([z.literal('').transform(() => null), bodyCode]),
  default: z.boolean(),
};
const saving = z.object({ ...fields, query: json.pipe(filterQuery), key: uuid });
const changing = z.object({ ...fields, revision: z.coerce.number().int() });

/** What was typed of a filter: of the one of this id, or of one to be kept. */
interface Typed {
  readonly id: string | null;
  readonly name: string;
  readonly sharedWith: string;
  readonly opens: boolean;
  readonly query: string;
  readonly key: string;
  readonly revision: string;
}

/** Keeping the filters of one's queue: saving the one that is shown, renaming, sharing, deleting. */
export function filterPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });
  router.get(
    '/filters',
    personal((asking) => filtersPage(services, asking)),
  );
  router.post(
    '/filters',
    personal(async (asking) => {
      const typed = typedIn(asking.request.body, null);
      const read = saving.safeParse({ ...typed, default: typed.opens });
      if (!read.success) return filtersPage(services, asking, { problem: NAME_IT, typed });
      const { key, ...filter } = read.data;
      const keeping = { do: 'save', id: newId(), filter } as const;
      return keep(services, asking, keeping, typed, key, queueAddress(filter.query));
    }),
  );
  router.post(
    '/filters/:id',
    personal(async (asking) => {
      const typed = typedIn(asking.request.body, idOf(asking));
      const read = changing.safeParse({ ...typed, default: typed.opens });
      if (!read.success) return filtersPage(services, asking, { problem: NAME_IT, typed });
      const { revision: expected, ...change } = read.data;
      return keep(services, asking, { do: 'change', id: idOf(asking), change, expected }, typed);
    }),
  );
  router.post(
    '/filters/:id/delete',
    personal((asking) => keep(services, asking, { do: 'forget', id: idOf(asking) }, null)),
  );
  return router;
}

function typedIn(body: unknown, id: string | null): Typed {
  const text = textsIn(body);
  return {
    id,
    name: text('name'),
    sharedWith: text('sharedWith'),
    opens: text('default') !== '',
    query: text('query'),
    key: text('key'),
    revision: text('revision'),
  };
}

const NAME_IT = 'Give the filter a name of 80 characters or fewer';

const idOf = ({ request }: Asking) => String(request.params['id']);

/** What is done; where it is refused, the page says why and has what was typed, on a form of its own. */
async function keep(
  services: Services,
  asking: Asking,
  keeping: Keeping,
  typed: Typed | null,
  key: string | null = null,
  then = '/filters',
): Promise<void> {
  const { person, request, response } = asking;
  const once =
    key === null
      ? null
      : {
          caller: person.id,
          route: 'POST /filters',
          key,
          requestHash: hashOf(keeping.do === 'save' ? keeping.filter : keeping),
        };
  const done = () => ({ status: 303, headers: {}, body: null });
  const told = await keepFilter(services, { identity: person, request, once }, keeping, done).catch(
    usedBefore,
  );
  if (told === 'used-before') return filtersPage(services, asking, { problem: USED_BEFORE, typed });
  const refused = refusedIn(told);
  if (refused === null) response.redirect(303, then);
  else await filtersPage(services, asking, { problem: refused.problems[0]?.text ?? '', typed });
}

async function filtersPage(
  services: Services,
  { person, show }: Asking,
  { problem = null, typed = null }: { problem?: string | null; typed?: Typed | null } = {},
): Promise<void> {
  const view = await readOne(services, person, async (sql, given) => {
    const found = await readableFilters(sql, person);
    const names = await namesFor(
      sql,
      given.bodies,
      found.map((each) => each.person),
    );
    const filters = found.map(({ id, name, query, sharedWith, revision, person: by, ...each }) => {
      const now = { name, opens: each.default, sharedWith: sharedWith ?? '' };
      const { name: shown, opens, sharedWith: chosen } = typed?.id === id ? typed : now;
      return {
        id,
        name,
        revision,
        href: queueAddress(query),
        typed: { name: shown, opens },
        mine: by === person.id,
        by: names.person(by),
        of: sharedWith === null ? null : names.body(sharedWith),
        shares: sharesOf(person, names, chosen),
      };
    });
    const keeping = typed?.id === null && typed.query !== '' ? { ...typed, key: emptyWords().key } : null;
    return { filters, keeping, shareWith: sharesOf(person, names, typed?.sharedWith) };
  });
  const at = view.filters.findIndex(({ id }) => id === typed?.id);
  const field = view.keeping !== null ? 'filter-name' : at >= 0 ? `name-${at + 1}` : 'filters';
  show('filters', { ...view, problem, field }, problem === null ? 200 : 422);
}
