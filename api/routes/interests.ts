import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { mayNot } from '../../domain/authorisation.ts';
import { localDay } from '../../domain/calendar.ts';
import { declareInterest, readsInterestsOf, withdrawInterest } from '../../domain/interest-rules.ts';
import { noSuchPerson, refusal } from '../../domain/refusal.ts';
import { fail } from '../../domain/result.ts';
import { bodiesOf } from '../../domain/person.ts';
import {
  interestById,
  interestsOf,
  listInterests,
  recusalsOf,
  type RegisteredInterest,
} from '../../store/read/interests.ts';
import { readAs } from '../../store/reading.ts';
import { namesOf, personById, type KnownPerson } from '../../store/registry.ts';
import { CALENDAR } from '../../store/world.ts';
import { change } from '../change.ts';
import { onceKeyOf, sealed } from '../commands.ts';
import { inRegistry } from '../in-registry.ts';
import type { AskedOnce } from '../once.ts';
import { naming, type NameOf } from '../present/people.ts';
import { problemOf, ProblemError } from '../problem.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing, page } from '../schemas/common.ts';
import { ofTask } from '../schemas/gate.ts';
import { initiative } from '../schemas/initiative.ts';
import { interest, interestQuery, interests, newInterest, recusing } from '../schemas/interests.ts';
import type { Services } from '../services.ts';
import { workTask } from '../work-task.ts';

/** The register of interests, and stepping back from one initiative. */
export function interestRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/people/me/interests',
      id: 'myInterests',
      action: 'interest.read',
      tag: 'Registry',
      summary: 'The interests that you have declared',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'Yours', schema: interests } },
      problems: [],
      handle: async ({ readPerson }) => {
        const person = await readPerson();
        return answer(200, await interestsOfPerson(services, person, person));
      },
    }),
    route({
      method: 'post',
      path: '/v1/people/me/interests',
      id: 'declareInterest',
      action: 'interest.declare',
      tag: 'Registry',
      summary: 'Declare an interest',
      description:
        'You decide nothing that it is in: an initiative that such a body leads or that affects it, or of which such an ' +
        'organisation is a partner. What you hold of those goes back to its queue within seconds, and what you answered at ' +
        'decisions that are still open does not count any more. You go on reading them.',
      params: nothing,
      query: nothing,
      body: newInterest,
      answers: { 201: { description: 'The interest', schema: interest } },
      problems: [422],
      handle: ({ identity, body, request }) => declare(services, { identity, request }, body),
    }),
    route({
      method: 'post',
      path: '/v1/interests/{id}/withdraw',
      id: 'withdrawInterest',
      action: 'interest.withdraw',
      tag: 'Registry',
      summary: 'End an interest of yours: it stays in the register',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The interest as it is now', schema: interest } },
      problems: [403, 404, 409],
      handle: ({ identity, params, request }) => withdraw(services, { identity, request }, params.id),
    }),
    route({
      method: 'get',
      path: '/v1/interests',
      id: 'listInterests',
      action: 'interest.list',
      tag: 'Registry',
      summary: 'The register of interests',
      description: 'The board reads those of the people of its bodies, an operator those of everybody.',
      params: nothing,
      query: interestQuery,
      body: undefined,
      answers: {
        200: { description: 'A page, in the order of declaring', schema: page(interest, 'InterestPage') },
      },
      problems: [403],
      handle: async ({ readPerson, query }) => {
        const by = await readPerson();
        const day = localDay(await services.clock(), CALENDAR.timeZone);
        const { after = null, limit } = query;
        return readAs(services.database, by, async (sql) => {
          const filter = { bodies: readsInterestsOf(by), after, limit: limit + 1 };
          const found = await listInterests(sql, filter, day);
          const items = found.slice(0, limit);
          const nameOf = naming(
            await namesOf(
              sql,
              items.map(({ person }) => person),
            ),
          );
          const next = found.length > limit ? (items.at(-1)?.id ?? null) : null;
          return answer(200, { items: items.map((each) => present(each, nameOf)), page: { next } });
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/people/{id}/interests',
      id: 'interestsOfPerson',
      action: 'interest.read',
      tag: 'Registry',
      summary: 'The interests of somebody',
      description: 'For the board of a body that they hold a role for, and for operators.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'Theirs', schema: interests } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) => {
        const by = await readPerson();
        const whom = await personById(services.sql, params.id, await services.clock());
        const denied = mayNot(by, 'interest.read', { person: whom ?? { id: params.id, roles: [] } });
        if (denied !== null) throw new ProblemError(problemOf(denied));
        if (whom === null) throw new ProblemError(problemOf(noSuchPerson(params.id)));
        return answer(200, await interestsOfPerson(services, by, whom));
      },
    }),
    route({
      method: 'post',
      path: '/v1/tasks/{id}/recuse',
      id: 'recuseAtTask',
      action: 'interest.recuse',
      tag: 'Tasks',
      summary: 'Say that you have an interest in the initiative of a task, and decide nothing of it',
      description:
        'In one act what you hold of it goes back to its queue, what you prepare for others ends, and what you answered at a ' +
        'decision that is still open is taken back. You go on reading it.',
      params: idParams,
      query: nothing,
      body: recusing,
      answers: ofTask,
      problems: [403, 404, 409],
      handle: ({ identity, params, body, request }) =>
        workTask(
          services,
          identity,
          { kind: 'task', id: params.id },
          () => ({ type: 'recuse', nature: sealed(body.nature) }),
          onceKeyOf(request, identity, body),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/recuse',
      id: 'recuse',
      action: 'interest.recuse',
      tag: 'Initiatives',
      summary: 'Say that you have an interest in an initiative, and decide nothing of it',
      params: idParams,
      query: nothing,
      body: recusing,
      answers: { 200: { description: 'The initiative', schema: initiative } },
      problems: [403, 404, 409],
      handle: ({ params, body, ...asking }) =>
        change(
          services,
          asking,
          { kind: 'initiative', id: params.id },
          { type: 'recuse', nature: sealed(body.nature) },
        ),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/end-recusal',
      id: 'endRecusal',
      action: 'interest.recuse',
      tag: 'Initiatives',
      summary: 'Take back that you have an interest in an initiative',
      description: 'The history keeps that you had.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The initiative', schema: initiative } },
      problems: [403, 404, 409],
      handle: ({ params, ...asking }) =>
        change(services, asking, { kind: 'initiative', id: params.id }, { type: 'end-recusal' }),
    }),
  ];
}

/** Declares an interest of who asks, once for a key. */
export function declare(
  services: Services,
  asking: AskedOnce,
  { about, nature, from, to }: z.output<typeof newInterest>,
) {
  return inRegistry(services, asking, 'interest.declare', ({ map, by, today }) => {
    const [kind, of] =
      'body' in about
        ? (['body', about.body] as const)
        : 'partner' in about
          ? (['partner', about.partner] as const)
          : (['organisation', about.organisation] as const);
    const declared = { id: uuid(), person: by.id, kind, from: from ?? today, to };
    const result = declareInterest({ ...declared, of: sealed(of), nature: sealed(nature) }, map, today, by);
    return { result, body: present({ ...declared, of, nature }, naming(new Map([[by.id, by.name]]))) };
  });
}

/** Ends an interest of who asks, once for a key. */
export function withdraw(services: Services, asking: AskedOnce, id: string) {
  return inRegistry(services, asking, 'interest.withdraw', async ({ manager, by, today }) => {
    const found = await interestById(manager, id);
    // That somebody else has one is not told.
    if (found?.person !== by.id)
      return { result: fail(refusal('not-found', `You have declared no interest ${id}.`)), body: null };
    const result = withdrawInterest(found, today, by);
    const [ended] = result.ok ? result.value : [];
    const to = ended?.type === 'interest-withdrawn' ? ended.data.on : found.to;
    return { result, body: present({ ...found, to }, naming(new Map([[by.id, by.name]]))), status: 200 };
  });
}

/** The interests of somebody as another reads them; of initiatives those that this one may see. */
export async function interestsOfPerson({ database }: Services, by: KnownPerson, whom: KnownPerson) {
  return readAs(database, by, async (sql) => {
    const nameOf = naming(new Map([[whom.id, whom.name]]));
    const items = (await interestsOf(sql, whom.id)).map((each) => present(each, nameOf));
    const recusals = bodiesOf(by).length === 0 ? [] : await recusalsOf(sql, whom.id);
    return { items, recusals };
  });
}

function present({ id, person, kind, of, nature, from, to }: RegisteredInterest, nameOf: NameOf) {
  return { id, person: nameOf(person), kind, of, nature, from, to };
}
