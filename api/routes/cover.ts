import { v7 as uuid } from 'uuid';
import { mayNot } from '../../domain/authorisation.ts';
import { endCover, nameSubstitute } from '../../domain/cover-rules.ts';
import { localDay } from '../../domain/calendar.ts';
import type { Cover } from '../../domain/cover.ts';
import { noSuchPerson, refusal } from '../../domain/refusal.ts';
import { fail } from '../../domain/result.ts';
import { coverById, coversOf } from '../../store/read/cover.ts';
import { namesOf, personById, type KnownPerson } from '../../store/registry.ts';
import type { Sql } from '../../store/sql.ts';
import { CALENDAR } from '../../store/world.ts';
import { inRegistry } from '../in-registry.ts';
import type { AskedOnce } from '../once.ts';
import { naming, type NameOf } from '../present/people.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import { cover as coverSchema, covers, newCover } from '../schemas/cover.ts';
import type { Services } from '../services.ts';
import type { z } from 'zod';

const READ = { 200: { description: 'Leaves, and whom they stand in for', schema: covers } };
const NAMED = { 201: { description: 'The leave', schema: coverSchema } };
const ENDED = { 200: { description: 'The leave as it is now', schema: coverSchema } };

/** Who is away, and who stands in for them: for oneself, and by the operator for somebody. */
export function coverRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/people/me/cover',
      id: 'myCover',
      action: 'cover.read',
      tag: 'Registry',
      summary: 'When you are away, and for whom you stand in',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: READ,
      problems: [],
      handle: async ({ readPerson }) => answer(200, await readCovers(services, await readPerson())),
    }),
    route({
      method: 'post',
      path: '/v1/people/me/cover',
      id: 'nameMySubstitute',
      action: 'cover.name',
      tag: 'Registry',
      summary: 'Name who stands in for you while you are away',
      description:
        'They decide with their own profession, in your roles for their bodies, and the history says on whose behalf. Where ' +
        'they are away themselves on some of these days, who stands in for them has it. You may still act; nobody waits for it.',
      params: nothing,
      query: nothing,
      body: newCover,
      answers: NAMED,
      problems: [403, 422],
      handle: ({ identity, body, request }) => name(services, { identity, request }, identity.id, body),
    }),
    route({
      method: 'get',
      path: '/v1/people/{id}/cover',
      id: 'coverOfPerson',
      action: 'cover.read',
      tag: 'Registry',
      summary: 'When somebody is away, and for whom they stand in',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: READ,
      problems: [403, 404],
      handle: async ({ readPerson, params }) => {
        const by = await readPerson();
        const denied = mayNot(by, 'cover.read', { person: { id: params.id, roles: [] } });
        if (denied !== null) throw new ProblemError(problemOf(denied));
        const person = await personById(services.sql, params.id, await services.clock());
        if (person === null) throw new ProblemError(problemOf(noSuchPerson(params.id)));
        return answer(200, await readCovers(services, person));
      },
    }),
    route({
      method: 'post',
      path: '/v1/people/{id}/cover',
      id: 'nameSubstitute',
      action: 'cover.name',
      tag: 'Registry',
      summary: 'Name, as operator, who stands in for somebody',
      params: idParams,
      query: nothing,
      body: newCover,
      answers: NAMED,
      problems: [403, 404, 422],
      handle: ({ identity, params, body, request }) => name(services, { identity, request }, params.id, body),
    }),
    route({
      method: 'post',
      path: '/v1/cover/{id}/end',
      id: 'endCover',
      action: 'cover.end',
      tag: 'Registry',
      summary: 'End a leave: from today on its person is there again',
      description:
        'What who stood in holds of theirs goes back to its queue within seconds. What they answered stands.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: ENDED,
      problems: [403, 404, 409],
      handle: ({ identity, params, request }) => endOne(services, { identity, request }, params.id),
    }),
  ];
}

/** Names a substitute for somebody, once for a key. */
export function name(
  services: Services,
  asking: AskedOnce,
  whom: string,
  { substitute, from, to, scope }: z.output<typeof newCover>,
) {
  return inRegistry(services, asking, 'cover.name', async ({ manager, map, today, now, by }) => {
    const denied = mayNot(by, 'cover.name', { person: { id: whom, roles: [] } });
    if (denied !== null) return { result: fail(denied), body: null };
    const person = whom === by.id ? by : await personById(manager, whom, now);
    if (person === null) return { result: fail(noSuchPerson(whom)), body: null };
    const other =
      substitute === null ? null : ((await personById(manager, substitute, now)) ?? ('unknown' as const));
    const { away: before } = await coversOf(manager, whom, today);
    const id = uuid();
    const asked = { id, person, substitute: other, from, to, scope, before };
    const result = nameSubstitute(asked, map, today, by);
    const names = new Map(
      [person, ...(other === null || other === 'unknown' ? [] : [other])].map((each) => [each.id, each.name]),
    );
    const made: Cover = { id, person: whom, substitute, from, to, scope };
    return { result, body: presentCover(made, naming(names)) };
  });
}

/** Ends a leave, once for a key. */
export function endOne(services: Services, asking: AskedOnce, id: string) {
  return inRegistry(services, asking, 'cover.end', async ({ manager, today, by }) => {
    const found = await coverById(manager, id);
    if (found === null) return { result: fail(refusal('not-found', `There is no leave ${id}.`)), body: null };
    const result = endCover(found, { id: found.person, profession: null, roles: [] }, today, by);
    const nameOf = naming(await namesOf(manager, [found.person, found.substitute ?? '']));
    const to = result.ok && result.value[0]?.type === 'cover-ended' ? result.value[0].data.on : found.to;
    return { result, body: presentCover({ ...found, to }, nameOf), status: 200 };
  });
}

/** The leaves of somebody, and what they hold for others today. */
export async function readCovers(
  { sql, clock }: { readonly sql: Sql; readonly clock: Services['clock'] },
  person: KnownPerson,
) {
  const { away, standingIn } = await coversOf(sql, person.id, localDay(await clock(), CALENDAR.timeZone));
  const covered = person.roles.flatMap(({ role, body, onBehalfOf, levels = null }) =>
    onBehalfOf === undefined ? [] : [{ role, body, onBehalfOf, levels }],
  );
  const people = [...away, ...standingIn].flatMap((each) => [each.person, each.substitute ?? '']);
  const nameOf = naming(await namesOf(sql, [...people, ...covered.map((each) => each.onBehalfOf)]));
  return {
    away: away.map((each) => presentCover(each, nameOf)),
    standingIn: standingIn.map((each) => presentCover(each, nameOf)),
    today: covered.map((each) => ({ ...each, onBehalfOf: nameOf(each.onBehalfOf) })),
  };
}

function presentCover({ id, person, substitute, from, to, scope }: Cover, nameOf: NameOf) {
  return {
    id,
    person: nameOf(person),
    substitute: substitute === null ? null : nameOf(substitute),
    ...{ from, to, scope },
  };
}
