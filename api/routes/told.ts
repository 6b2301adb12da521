import { versionProblem } from '../../domain/refusal.ts';
import type { WayChosen } from '../../domain/telling/way.ts';
import { readAs } from '../../store/reading.ts';
import { changeRegistry } from '../../store/registry.ts';
import { mailIsSent } from '../../store/telling/lanes.ts';
import { wayOf, type ChosenWay } from '../../store/telling/ways.ts';
import { etag, refused } from '../change.ts';
import { ifMatch, sealed } from '../commands.ts';
import type { Answer } from '../../store/idempotency.ts';
import { once, type Acting } from '../once.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { wayIsTold, wayTold } from '../schemas/told.ts';
import type { Services } from '../services.ts';

/** How people are told of what happens, each by their own choice. */
export function toldRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/people/me/notifications',
      id: 'readMyNotifications',
      action: 'told.choose',
      tag: 'Registry',
      summary: 'How you are told of what happens',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'As you chose, or as is usual', schema: wayIsTold } },
      problems: [],
      handle: async ({ readPerson }) => {
        const { id, ...person } = await readPerson();
        return readAs(services.database, { id, ...person }, async (sql) => {
          const way = await wayOf(sql, id);
          return answer(200, presentWay(way, await mailIsSent(sql)), etag(way.revision));
        });
      },
    }),
    route({
      method: 'put',
      path: '/v1/people/me/notifications',
      id: 'chooseMyNotifications',
      action: 'told.choose',
      tag: 'Registry',
      summary: 'Choose how you are told of what happens, and where',
      params: nothing,
      query: nothing,
      body: wayTold,
      ifMatch: true,
      answers: { 200: { description: 'As you chose', schema: wayIsTold } },
      problems: [412, 428],
      handle: ({ body, ...asking }) => {
        const version = ifMatch(asking.request);
        return once(services, asking, 'told.choose', (acting) => choose(acting, body, version));
      },
    }),
  ];
}

/** Somebody chooses for themselves; `version` is what they saw. */
export function choose(
  { manager, by, now }: Acting,
  wanted: Pick<ChosenWay, 'email' | 'how' | 'hour'>,
  version: number | null,
): Promise<Answer> {
  return changeRegistry(manager, by.id, now, async (inside) => {
    const before = await wayOf(inside, by.id);
    const stale = versionProblem(version, before.revision, 'choice');
    if (stale !== null) return { events: [], result: refused(stale) };
    const way = { ...wanted, revision: before.revision + 1 };
    const result = answer(200, presentWay(way, await mailIsSent(inside)), etag(way.revision));
    return { events: [chosen(by.id, wanted)], result };
  });
}

/** That somebody is told so, as an event: an address is sealed, so that it can be erased. */
export function chosen(
  person: string,
  { email, how, hour }: Pick<ChosenWay, 'email' | 'how' | 'hour'>,
): WayChosen {
  return {
    type: 'way-told-chosen',
    data: { person, how, hour, email: email === null ? null : sealed(email) },
  };
}

function presentWay({ email, how, hour }: ChosenWay, mail: boolean) {
  return { email, how, hour, mail: mail ? 'on' : 'off' };
}
