import { lastPlace, readChanges, type Change } from '../../store/read/changes.ts';
import { readAs } from '../../store/reading.ts';
import { answer, route, type Route } from '../route.ts';
import { changeQuery, changes } from '../schemas/changes.ts';
import { nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';

/** What changed, for who follows it: page by page here, as a stream in `stream-changes.ts`. */
export function changeRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/changes',
      id: 'listChanges',
      action: 'change.list',
      tag: 'Initiatives',
      summary: 'What changed in the initiatives that you may see, in the order in which it was told',
      description:
        'Asked for with `Accept: text/event-stream` it is a stream of server-sent events that ends with the token: each ' +
        '`change` has these fields as its data and its place as its id, and `Last-Event-ID` reads on without a gap. An event ' +
        '`missed` says that something is forgotten. Otherwise it is a page: ask again with its `next`.',
      params: nothing,
      query: changeQuery,
      body: undefined,
      answers: { 200: { description: 'A page of changes', schema: changes } },
      problems: [],
      handle: async ({ readPerson, query: { after, limit } }) =>
        readAs(services.database, await readPerson(), async (sql) => {
          const found = await readChanges(sql, after ?? (await lastPlace(sql)), limit);
          const { items, next, missed } = found;
          return answer(200, { items: items.map(presentChange), page: { next }, missed });
        }),
    }),
  ];
}

export function presentChange({ seq, initiative, n, event, type, at }: Change) {
  return { id: seq, initiative, n, event, type, at: at.toISOString() };
}
