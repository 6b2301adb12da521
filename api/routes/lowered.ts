import { listLowered } from '../../store/read/lowered.ts';
import { cursorOf } from '../change.ts';
import { peopleOfLowered, presentLowered } from '../present/lowered.ts';
import { nameThem } from '../present/people.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing, page } from '../schemas/common.ts';
import { lowered, loweredQuery } from '../schemas/lowered.ts';
import type { Services } from '../services.ts';

/** What lowered the level of a decision, for the board. */
export function loweredRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit/lowered',
      id: 'listLowered',
      action: 'lowered.list',
      tag: 'Facts',
      summary: 'What lowered the level of a decision, the latest first',
      description:
        'Every edit, settled challenge or change of linked money by which a gate is decided at a lower level than before, now or ' +
        'later: who asked for it, which facts it was, who asserted and who confirmed them, and which rules match no more. Of the ' +
        'initiatives in which your bodies have a part.',
      params: nothing,
      query: loweredQuery,
      body: undefined,
      answers: { 200: { description: 'A page, the latest first', schema: page(lowered, 'LoweredPage') } },
      problems: [403],
      handle: async ({ readPerson, query }) => {
        const person = await readPerson();
        const after = query.after === undefined ? null : cursorOf(query.after);
        return readOne(services, person, async (sql) => {
          const { items, next } = await listLowered(sql, person, { ...query, after });
          const nameOf = await nameThem(sql, peopleOfLowered(items));
          return answer(200, { items: items.map((each) => presentLowered(each, nameOf)), page: { next } });
        });
      },
    }),
  ];
}
