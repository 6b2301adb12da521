import type { Request, RequestHandler, Response } from 'express';
import { personBySubject, type KnownPerson } from '../store/registry.ts';
import { isOfOrganisation } from '../api/admit.ts';
import { limitRequest } from '../api/limit-requests.ts';
import type { Services } from '../api/services.ts';
import { navigationFor, type Navigation } from './navigation.ts';
import type { Render } from './render.ts';
import { currentPerson, requirePerson } from './session.ts';

/** What a page is made with: who asks for it, and the way to show it. */
export interface Asking {
  readonly person: KnownPerson;
  readonly request: Request;
  readonly response: Response;
  readonly show: (view: string, data?: object, status?: number) => void;
}

/** Makes the handlers of a page that is somebody's own: signed in, and registered here. */
export type Personal = (handle: (asking: Asking) => Promise<void>) => RequestHandler[];

export function personalPages(services: Services, render: Render): Personal {
  return (handle) => [
    requirePerson,
    async (request, response) => {
      const person = await knownPerson(services, request);
      // For the line of its request.
      const known = typeof person === 'string' ? null : person;
      response.locals['identity'] = known ?? undefined;
      // For every page that comes of it, also one that says what went wrong.
      const navigation = navigationFor(known);
      response.locals['navigation'] = navigation;
      if (known !== null) limitRequest(services, response, 'caller', known.id);
      const show: Asking['show'] = (view, data, status) => {
        render(request, response, view, { navigation, ...data }, status);
      };
      if (typeof person === 'string') show(person, {}, 403);
      else await handle({ person, request, response, show });
    },
  ];
}

/** The navigation of who asks for a page that is everybody's. */
export async function navigationOf(services: Services, request: Request): Promise<Navigation> {
  const person = await knownPerson(services, request);
  return navigationFor(typeof person === 'string' ? null : person);
}

/** The page that says why somebody who is signed in has none of their own. */
export type NotKnown = 'not-registered' | 'other-organisation';

/** Who is signed in, as Remit knows them; or the page that says why it does not. */
export async function knownPerson(services: Services, request: Request): Promise<KnownPerson | NotKnown> {
  const { sql, clock, claims } = services;
  const session = currentPerson(request);
  if (session === null) return 'not-registered';
  const person = await personBySubject(sql, session.issuer, session.subject, await clock());
  // Pages are for people: a program has the API.
  if (person === null || person.service) return 'not-registered';
  if (claims.organisation === null) return person;
  // A session of before this was asked says no organisation: it is signed in anew.
  const { organisation } = session;
  const is = organisation !== null && (await isOfOrganisation(services, person, organisation));
  return is ? person : 'other-organisation';
}
