import express, { type Router } from 'express';
import { z } from 'zod';
import { keepFilter, type Keeping } from '../../api/keep-filter.ts';
import { readOne } from '../../api/read-one.ts';
import { readableFilters } from '../../api/routes/queues.ts';
import { bodyCode, uuid } from '../../api/schemas/common.ts';
import { filterQuery } from '../../api/schemas/queue.ts';
import type { Services } from '../../api/services.ts';
import { hashOf } from '../../domain/log/hash.ts';
import { bodiesOf } from '../../domain/person.ts';
import { choices } from '../choices.ts';
import type { Asking, Personal } from '../personal.ts';
import { queueAddress } from '../queue-query.ts';
import { emptyWords } from '../words-form.ts';
import { namesFor } from '../words/names.ts';

const checked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

const fields = {
  name: z.string().trim().min(1).max(80),
  sharedWith: z.union([z.literal('').transform(() => null), bodyCode]).default(null),
  default: checked,
};
const saving = z.object({ ...fields, query: json.pipe(filterQuery), key: uuid });
const changing = z.object({ ...fields, revision: z.coerce.number().int() });

/** Keeping the filters of one's queue: saving the one that is shown, renaming, sharing, deleting. */
export function filterPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });
  router.get(
    '/filters',
    personal((asking) => filtersPage(services, asking, null)),
  );
  router.post(
    '/filters',
    personal(async (asking) => {
      const typed = saving.safeParse(asking.request.body);
      if (!typed.success) return filtersPage(services, asking, NAME_IT);
      const { key, ...filter } = typed.data;
      return keep(services, asking, { do: 'save', filter }, key, queueAddress(filter.query));
    }),
  );
  router.post(
    '/filters/:id',
    personal(async (asking) => {
      const typed = changing.safeParse(asking.request.body);
      if (!typed.success) return filtersPage(services, asking, NAME_IT);
      const { revision: expected, ...change } = typed.data;
      return keep(services, asking, { do: 'change', id: idOf(asking), change, expected });
    }),
  );
  router.post(
    '/filters/:id/delete',
    personal((asking) => keep(services, asking, { do: 'forget', id: idOf(asking) })),
  );
  return router;
}

const NAME_IT = 'Give the filter a name of 80 characters or fewer';

const idOf = ({ request }: Asking) => String(request.params['id']);

async function keep(
  services: Services,
  asking: Asking,
  keeping: Keeping,
  key: string | null = null,
  then = '/filters',
): Promise<void> {
  const { person, response } = asking;
  const once =
    key === null ? null : { caller: person.id, route: 'POST /filters', key, requestHash: hashOf(keeping) };
  const told = await keepFilter(services, person, keeping, once, () => ({
    status: 303,
    headers: {},
    body: null,
  }));
  if (told.body === null) response.redirect(303, then);
  else await filtersPage(services, asking, (told.body as { detail: string }).detail);
}

async function filtersPage(
  services: Services,
  { person, show }: Asking,
  problem: string | null,
): Promise<void> {
  const view = await readOne(services, person, async (sql, given) => {
    const found = await readableFilters(sql, person);
    const names = await namesFor(
      sql,
      given.bodies,
      found.map((each) => each.person),
    );
    const bodies = bodiesOf(person).map((value) => ({ value, text: names.body(value) }));
    return found.map(({ id, name, query, sharedWith, revision, person: by, ...each }) => ({
      id,
      name,
      revision,
      href: queueAddress(query),
      opens: each.default,
      mine: by === person.id,
      by: names.person(by),
      of: sharedWith === null ? null : names.body(sharedWith),
      shares: choices(bodies, sharedWith ?? undefined).map((item) =>
        item.value === '' ? { ...item, text: 'Nobody' } : item,
      ),
    }));
  });
  show('filters', { filters: view, problem, key: emptyWords().key }, problem === null ? 200 : 422);
}
