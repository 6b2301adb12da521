import type { Express, Request, RequestHandler, Response } from 'express';
import type { Answer } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';
import { noteProblem } from './follow.ts';
import { codeOf, PROBLEM_JSON } from './problem.ts';
import type { Route } from './route.ts';
import { refuseUnusableText } from './usable-text.ts';
import { parseWith } from './validate.ts';

/** The person behind a request, put there by `identify`. */
export function personOf(response: Response): KnownPerson {
  const { person } = response.locals as { person?: KnownPerson };
  if (person === undefined) throw new Error('A route was reached without a person');
  return person;
}

/** Serves a declared route: parses what it declares, hands it over, sends what it answers. */
export function serveRoute(app: Express, route: Route): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  // Made once: making a schema takes longer than parsing with it.
  const query = route.query.strict();
  const serve: RequestHandler = async (request: Request, response: Response) => {
    response.locals['route'] = route.path;
    refuseUnusableText(request.params, request.query, request.body);
    const asking = {
      person: personOf(response),
      params: parseWith(route.params, request.params),
      query: parseWith(query, request.query),
      body: route.body === undefined ? undefined : parseWith(route.body, request.body ?? {}),
      request,
      response,
    };
    send(response, await route.handle(asking));
  };
  app[route.method](path, serve);
}

function send(response: Response, { status, headers, body }: Answer): void {
  if (status >= 400) noteProblem(response, codeOf(body));
  response
    .status(status)
    .set(headers)
    .type(status >= 400 ? PROBLEM_JSON : 'application/json')
    .send(JSON.stringify(body));
}
