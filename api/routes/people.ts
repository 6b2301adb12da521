import { localDay } from '../../domain/calendar.ts';
import { noSuchPerson, versionProblem } from '../../domain/refusal.ts';
import { changeRoles } from '../../domain/registry.ts';
import { fail } from '../../domain/result.ts';
import { rolesWithDays } from '../../store/read/of-person.ts';
import { personById, type KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import { CALENDAR } from '../../store/world.ts';
import { etag } from '../change.ts';
import { ifMatch } from '../commands.ts';
import { inRegistry } from '../in-registry.ts';
import { presentPerson } from '../present/people.ts';
import { previewRoles } from '../preview-roles.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import { personWithDays, rolesChange, rolesPreview } from '../schemas/registry.ts';
import type { Services } from '../services.ts';

const PERSON = { description: 'The person, with an ETag of their roles', schema: personWithDays };

/** One person of the registry: what roles they hold, and others from a day on. */
export function personRoutes(services: Services): readonly Route[] {
  const { sql, clock } = services;
  return [
    route({
      method: 'get',
      path: '/v1/people/{id}',
      id: 'getPerson',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'Somebody with the roles that they hold today and later',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: PERSON },
      problems: [404],
      handle: async ({ params }) => {
        const now = await clock();
        const person = await personById(sql, params.id, now);
        const found = person === null ? null : await present(sql, person, now);
        if (found === null) throw new ProblemError(problemOf(noSuchPerson(params.id)));
        return answer(200, found.body, found.headers);
      },
    }),
    route({
      method: 'put',
      path: '/v1/people/{id}/roles',
      id: 'changeRoles',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Give somebody other roles from a day on, or none where they leave',
      description:
        'What they hold today ends with the day before. From then on every open task is looked at again: within seconds what ' +
        'they hold and cannot decide any more goes back to its queue, and what they prepare for others ends. What they ' +
        'answered stands. `POST /v1/people/{id}/roles/preview` tells beforehand what that would be.',
      params: idParams,
      query: nothing,
      body: rolesChange,
      ifMatch: true,
      answers: { 200: PERSON },
      problems: [403, 404, 412, 422, 428],
      handle: ({ params, body, identity, request }) => {
        const version = ifMatch(request);
        return inRegistry(
          services,
          { identity, request },
          'registry.write',
          async ({ manager, map, by, now, today }) => {
            const known = await rolesWithDays(manager, params.id, today);
            if (known === null) return { result: fail(noSuchPerson(params.id)), body: null };
            const stale = versionProblem(version, known.revision, 'person');
            if (stale !== null) return { result: fail(stale), body: null };
            const { roles, from = today } = body;
            const result = changeRoles({ person: params.id, roles, from }, map, today, by);
            return {
              result,
              body: null,
              status: 200,
              told: async () => {
                const person = await personById(manager, params.id, now);
                return person === null ? null : present(manager, person, now);
              },
            };
          },
        );
      },
    }),
    route({
      method: 'post',
      path: '/v1/people/{id}/roles/preview',
      id: 'previewRoles',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'What other roles for somebody would do to what is open; nothing is changed',
      description:
        'The tasks that they hold or prepare, and which of them would go back; the gates whose quorum can be reached today ' +
        'and could not any more, with what would mend it; and the initiatives that they own. It is told as things stand now.',
      params: idParams,
      query: nothing,
      body: rolesChange,
      answers: { 200: { description: 'What would come of it', schema: rolesPreview } },
      problems: [403, 404, 422],
      handle: async ({ readPerson, params, body }) => {
        const by = await readPerson();
        const now = await clock();
        const today = localDay(now, CALENDAR.timeZone);
        const whom = await personById(sql, params.id, now);
        if (whom === null) throw new ProblemError(problemOf(noSuchPerson(params.id)));
        const { roles, from = today } = body;
        const { bodies: map } = await services.world.given(sql, now);
        const possible = changeRoles({ person: whom.id, roles, from }, map, today, by);
        if (!possible.ok) throw new ProblemError(problemOf(possible.error));
        return answer(200, await previewRoles(services, whom, roles));
      },
    }),
  ];
}

async function present(sql: Sql, person: KnownPerson, now: string) {
  const found = await rolesWithDays(sql, person.id, localDay(now, CALENDAR.timeZone));
  if (found === null) return null;
  return { body: { ...presentPerson(person), held: found.held }, headers: etag(found.revision) };
}
