import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import type { BodyMap } from '../../domain/body.ts';
import { refusal } from '../../domain/refusal.ts';
import { listedTwice, registerBodies, registerPeople, type NewBody } from '../../domain/registry.ts';
import { fail, ok } from '../../domain/result.ts';
import { USUAL_WAY } from '../../domain/telling/way.ts';
import { listPeople, personBySubject, type KnownPerson } from '../../store/registry.ts';
import { readBodies } from '../../store/world.ts';
import { inRegistry, type Decided } from '../in-registry.ts';
import { sealed } from '../commands.ts';
import { presentPerson } from '../present/people.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing, page } from '../schemas/common.ts';
import {
  bodies,
  bodiesImport,
  bodiesImported,
  body as bodySchema,
  bodyQuery,
  newBody,
  newPerson,
  person as personSchema,
  personQuery,
} from '../schemas/registry.ts';
import type { Services } from '../services.ts';
import { chosen } from './told.ts';

/** Bodies and people: read by everybody, kept by the operator. */
export function registryRoutes(services: Services): readonly Route[] {
  const { database, clock, issuer } = services;
  return [
    route({
      method: 'get',
      path: '/v1/bodies',
      id: 'listBodies',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'Every body with its memberships, past and present',
      params: nothing,
      query: bodyQuery,
      body: undefined,
      answers: { 200: { description: 'The bodies, in order of code', schema: bodies } },
      problems: [],
      handle: async ({ query }) => {
        const all = await readBodies(database.manager);
        return answer(200, {
          items: all.filter((each) => query.kind === undefined || each.kind === query.kind),
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/bodies',
      id: 'registerBody',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Register a body',
      params: nothing,
      query: nothing,
      body: newBody,
      answers: { 201: { description: 'The body', schema: bodySchema } },
      problems: [403, 409, 422],
      handle: ({ body, ...asking }) =>
        inRegistry(services, asking, 'registry.write', ({ map, by }) => {
          if (map.get(body.code) !== undefined)
            return {
              result: fail(refusal('already-exists', `A body ${body.code} is registered already.`)),
              body,
            };
          return { result: registerBodies([body], map, by), body };
        }),
    }),
    route({
      method: 'post',
      path: '/v1/bodies/import',
      id: 'importBodies',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Register many bodies, or known ones anew; all of them or none',
      params: nothing,
      query: nothing,
      body: bodiesImport,
      answers: {
        200: { description: 'How many were new and how many are others now', schema: bodiesImported },
      },
      problems: [403, 422],
      handle: ({ body, ...asking }) =>
        inRegistry(services, asking, 'registry.write', ({ map, by }) => importBodies(body.bodies, map, by)),
    }),
    route({
      method: 'get',
      path: '/v1/people',
      id: 'listPeople',
      action: 'registry.read',
      tag: 'Registry',
      summary: 'People with the roles that they hold today',
      params: nothing,
      query: personQuery,
      body: undefined,
      answers: {
        200: { description: 'A page, in order of subject', schema: page(personSchema, 'PersonPage') },
      },
      problems: [],
      handle: async ({ query }) => {
        const { limit, body, role, after } = query;
        const filter = {
          limit: limit + 1,
          ...(body && { body }),
          ...(role && { role }),
          ...(after && { after }),
        };
        const found = await listPeople(database.manager, filter, await clock());
        const items = found.slice(0, limit);
        const next = found.length > limit ? (items.at(-1)?.subject ?? null) : null;
        return answer(200, { items: items.map(presentPerson), page: { next } });
      },
    }),
    route({
      method: 'get',
      path: '/v1/people/me',
      id: 'me',
      action: 'registry.self',
      tag: 'Registry',
      summary: 'Who you are here',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'You', schema: personSchema } },
      problems: [],
      handle: async ({ readPerson }) => answer(200, presentPerson(await readPerson())),
    }),
    route({
      method: 'post',
      path: '/v1/people',
      id: 'registerPerson',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Register somebody, joined to an identity by issuer and subject',
      params: nothing,
      query: nothing,
      body: newPerson,
      answers: { 201: { description: 'The person', schema: personSchema } },
      problems: [403, 409, 422],
      handle: ({ body, ...asking }) =>
        inRegistry(services, asking, 'registry.write', async ({ map, by, manager }) => {
          const of = body.issuer ?? issuer;
          const id = uuid();
          const { subject, name, profession, roles, email } = body;
          const known = await personBySubject(manager, of, subject, await clock());
          const result =
            known === null
              ? registerPeople([{ id, issuer: of, subject, name: sealed(name), profession, roles }], map, by)
              : fail(refusal('already-exists', `${subject} is registered already.`));
          const told = email === undefined ? [] : [chosen(id, { ...USUAL_WAY, email })];
          return {
            result: result.ok ? ok([...result.value, ...told]) : result,
            body: presentPerson({ id, issuer: of, subject, name, profession, roles }),
          };
        }),
    }),
  ];
}

/** What is as it was leaves no event; a list that names one body twice is refused whole, even where one is as it was. */
function importBodies(bodies: readonly NewBody[], map: BodyMap, by: KnownPerson): Decided {
  const known = (code: string) => map.get(code) !== undefined;
  const different = bodies.filter((body) => !isDeepStrictEqual(plain(map.get(body.code)), plain(body)));
  const registered = different.filter((body) => !known(body.code)).length;
  const twice = listedTwice(bodies);
  return {
    result: twice === null ? registerBodies(different, map, by) : fail(twice),
    body: {
      registered,
      changed: different.length - registered,
      unchanged: bodies.length - different.length,
    },
    status: 200,
  };
}

/** A body to compare: its memberships in one order. */
function plain(body: NewBody | undefined) {
  if (body === undefined) return null;
  const { code, name, kind, memberships } = body;
  const inOrder = memberships
    .map(({ parent, from, to }) => ({ parent, from, to }))
    .toSorted((a, b) => a.from.localeCompare(b.from) || a.parent.localeCompare(b.parent));
  return { code, name, kind, memberships: inOrder };
}
