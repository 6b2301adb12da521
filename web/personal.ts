import type { Request, RequestHandler, Response } from 'express';
import { personBySubject, type KnownPerson } from '../store/registry.ts';
import type { Services } from '../api/services.ts';
import { navigationFor } from './navigation.ts';
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
      response.locals['identity'] = person ?? undefined;
      const show: Asking['show'] = (view, data, status) => {
        render(request, response, view, { navigation: navigationFor(person), ...data }, status);
      };
      if (person === null) show('not-registered', {}, 403);
      else await handle({ person, request, response, show });
    },
  ];
}

/** Who is signed in, as Remit knows them; `null` for nobody, or for somebody who is not registered. */
export async function knownPerson({ sql, clock }: Services, request: Request): Promise<KnownPerson | null> {
  const session = currentPerson(request);
  if (session === null) return null;
  const person = await personBySubject(sql, session.issuer, session.subject, await clock());
  // Pages are for people: a program has the API.
  return person?.service ? null : person;
}
