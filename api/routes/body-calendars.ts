import { giveCalendar, noSuchBody } from '../../domain/calendars/give-calendar.ts';
import { versionProblem } from '../../domain/refusal.ts';
import { fail } from '../../domain/result.ts';
import type { BodyMap } from '../../domain/body.ts';
import type { Calendars } from '../../domain/calendars/calendars.ts';
import { calendarRevision, readCalendars } from '../../store/calendars.ts';
import { etag } from '../change.ts';
import { ifMatch } from '../commands.ts';
import { inRegistry } from '../in-registry.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import { bodyCalendar, ofBodyParams, ownCalendar } from '../schemas/calendar.ts';
import { nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';

const ANSWER = {
  description: 'Its calendar, with an ETag of how often it was given another',
  schema: bodyCalendar,
};

/** Which body has which calendar: read by everybody, kept by the operator. */
export function bodyCalendarRoutes(services: Services): readonly Route[] {
  const { sql, clock, world } = services;
  return [
    route({
      method: 'get',
      path: '/v1/bodies/{code}/calendar',
      id: 'getBodyCalendar',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'By which calendar the gates count that a body decides',
      params: ofBodyParams,
      query: nothing,
      body: undefined,
      answers: { 200: ANSWER },
      problems: [404],
      handle: async ({ params: { code } }) => {
        const { calendars, bodies } = await world.given(sql, await clock());
        if (bodies.get(code) === undefined) throw new ProblemError(problemOf(noSuchBody(code)));
        const revision = await calendarRevision(sql, code);
        return answer(200, present(code, calendars, bodies, revision), etag(revision));
      },
    }),
    route({
      method: 'put',
      path: '/v1/bodies/{code}/calendar',
      id: 'giveCalendar',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Give a region a calendar of its own, or the nation another usual one',
      description:
        'Its systems and places count by it too, in gates that open from then on. The calendar of the national body is that of ' +
        'all who have none of their own. Gates that are open keep their dates and their calendar.',
      params: ofBodyParams,
      query: nothing,
      body: ownCalendar,
      ifMatch: true,
      answers: { 200: ANSWER },
      problems: [403, 404, 412, 422, 428],
      handle: ({ params: { code }, body, ...asking }) => {
        const seen = ifMatch(asking.request);
        return inRegistry(services, asking, 'registry.write', async ({ calendars, map, by, manager }) => {
          const result = giveCalendar({ body: code, calendar: body.calendar }, calendars, map, by);
          const stale = versionProblem(seen, await calendarRevision(manager, code), 'calendar of this body');
          return {
            result: stale === null || !result.ok ? result : fail(stale),
            body: null,
            status: 200,
            told: async () => {
              const revision = await calendarRevision(manager, code);
              return {
                body: present(code, await readCalendars(manager), map, revision),
                headers: etag(revision),
              };
            },
          };
        });
      },
    }),
  ];
}

function present(code: string, calendars: Calendars, map: BodyMap, revision: number) {
  const { id, version } = calendars.for([code], map);
  return { body: code, own: calendars.ownOf(code), calendar: id, version, revision };
}
