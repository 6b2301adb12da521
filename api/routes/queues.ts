import { v7 as uuid } from 'uuid';
import type { SavedFilter } from '../../domain/saved-filter.ts';
import { countTasks } from '../../store/read/task-counts.ts';
import { listFilters } from '../../store/saved-filters.ts';
import type { KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import { etag } from '../change.ts';
import { ifMatch } from '../commands.ts';
import { keepFilter } from '../keep-filter.ts';
import { nameThem, naming, type NameOf } from '../present/people.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import { filterChange, newFilter, queues, savedFilter, savedFilters } from '../schemas/queue.ts';
import type { Services } from '../services.ts';
import { QUEUES, savedQuery, taskFilterOf, type TaskQuery } from '../task-query.ts';

/** How many tasks each queue has, and the filters that people keep. */
export function queueRoutes(services: Services): readonly Route[] {
  const ofFilter = {
    200: { description: 'The filter as it is now; its version in `ETag`', schema: savedFilter },
  };
  const tell = (status: number) => (filter: SavedFilter, by: KnownPerson) =>
    answer(status, presentFilter(filter, by, naming(new Map([[by.id, by.name]]))), etag(filter.revision));
  return [
    route({
      method: 'get',
      path: '/v1/queues',
      id: 'listQueues',
      action: 'task.list',
      tag: 'Tasks',
      summary: 'The queues that everybody has, with how many tasks wait in yours',
      description:
        '`query` goes to `GET /v1/tasks`. Counts are exact up to 1,000; `more` where there are more.',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The queues', schema: queues } },
      problems: [],
      handle: async ({ readPerson }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, { now }) => {
          const counts = await countQueries(sql, person, QUEUES, now);
          return answer(200, { items: QUEUES.map((queue, at) => ({ ...queue, ...counts[at] })) });
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/filters',
      id: 'listFilters',
      action: 'filter.read',
      tag: 'Tasks',
      summary: 'The filters that you keep and those shared with your bodies, with how many tasks each leaves',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'Yours first, by name', schema: savedFilters } },
      problems: [],
      handle: async ({ readPerson }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql, { now }) => {
          const found = await readableFilters(sql, person);
          const nameOf = await nameThem(
            sql,
            found.map((each) => each.person),
          );
          const counts = await countQueries(sql, person, found, now);
          const items = found.map((each, at) => ({ ...presentFilter(each, person, nameOf), ...counts[at] }));
          return answer(200, { items });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/filters',
      id: 'saveFilter',
      action: 'filter.keep',
      tag: 'Tasks',
      summary: 'Keep a filter of tasks, for yourself or with a body of yours',
      params: nothing,
      query: nothing,
      body: newFilter,
      answers: { 201: { description: 'The filter', schema: savedFilter } },
      problems: [403, 409, 422],
      handle: ({ identity, body, request }) =>
        keepFilter(
          services,
          { identity, request },
          {
            do: 'save',
            id: uuid(),
            filter: {
              name: body.name,
              query: body.query,
              sharedWith: body.sharedWith ?? null,
              default: body.default ?? false,
            },
          },
          tell(201),
        ),
    }),
    route({
      method: 'patch',
      path: '/v1/filters/{id}',
      id: 'changeFilter',
      action: 'filter.keep',
      tag: 'Tasks',
      summary: 'Rename a filter of yours, change what it asks, share it, or make it your default',
      params: idParams,
      query: nothing,
      body: filterChange,
      ifMatch: true,
      answers: ofFilter,
      problems: [403, 404, 409, 412, 422, 428],
      handle: ({ identity, params, body, request }) =>
        keepFilter(
          services,
          { identity, request },
          { do: 'change', id: params.id, change: body, expected: ifMatch(request) },
          tell(200),
        ),
    }),
    route({
      method: 'delete',
      path: '/v1/filters/{id}',
      id: 'forgetFilter',
      action: 'filter.keep',
      tag: 'Tasks',
      summary: 'Delete a filter of yours',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The filter as it was', schema: savedFilter } },
      problems: [404, 422],
      handle: ({ identity, params, request }) =>
        keepFilter(services, { identity, request }, { do: 'forget', id: params.id }, tell(200)),
    }),
  ];
}

export type ReadableFilter = Omit<SavedFilter, 'query'> & { readonly query: TaskQuery };

/** The filters that somebody may use, without those of which nothing is known any more. */
export async function readableFilters(sql: Sql, person: KnownPerson): Promise<readonly ReadableFilter[]> {
  const found = await listFilters(sql, person.id);
  return found.flatMap((each) => {
    const query = savedQuery(each.query);
    return query === null ? [] : [{ ...each, query }];
  });
}

/** How many tasks each of these queries leaves this person. */
export function countQueries(
  sql: Sql,
  person: KnownPerson,
  asked: readonly { readonly query: TaskQuery }[],
  now: string,
) {
  return countTasks(
    sql,
    person,
    asked.map(({ query: { sort: _, ...query } }) => taskFilterOf(query, person, now)),
  );
}

function presentFilter({ person, ...filter }: SavedFilter, by: KnownPerson, nameOf: NameOf) {
  return { ...filter, owner: nameOf(person), mine: person === by.id };
}
