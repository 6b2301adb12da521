import { learningOf } from '../present/learning.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { learning, learningQuery } from '../schemas/learning.ts';
import type { Services } from '../services.ts';

/** What a board learns of how decisions were routed. */
export function learningRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit/learning',
      id: 'getLearningFigures',
      action: 'learning.read',
      tag: 'Policies',
      summary: 'How decisions were routed over time, what raised them, and which rules never mattered',
      description:
        'How much is decided at which level by month, which rules raised it, how often a higher level changed anything beside those at ' +
        'home, how long both took, and how often each rule counted. Of gates of the initiatives in which your bodies have a part.',
      params: nothing,
      query: learningQuery,
      body: undefined,
      answers: { 200: { description: 'The figures', schema: learning } },
      problems: [403],
      handle: async ({ readPerson, query }) => {
        const person = await readPerson();
        return readOne(services, person, async (sql) =>
          answer(200, await learningOf(services, sql, person, query)),
        );
      },
    }),
  ];
}
