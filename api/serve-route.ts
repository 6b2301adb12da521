import { pipeline } from 'node:stream/promises';
import type { Express, Request, RequestHandler, Response } from 'express';
import { mayNever } from '../domain/authorisation.ts';
import type { Answer } from '../store/idempotency.ts';
import { NotRegistered, type Identity, type KnownPerson } from '../store/registry.ts';
import { noteProblem } from './follow.ts';
import type { Identities } from './identities.ts';
import { codeOf, problemOf, ProblemError, PROBLEM_JSON } from './problem.ts';
import type { Route, Streamed } from './route.ts';
import { refuseUnusableText } from './usable-text.ts';
import { parseWith } from './validate.ts';

/** Who is behind a request, put there by `identify`. */
function identityOf(response: Response): Identity {
  const { identity } = response.locals as { identity?: Identity };
  if (identity === undefined) throw new Error('A route was reached by nobody');
  return identity;
}

/** Serves a declared route: parses what it declares, hands it over, sends what it answers. */
export function serveRoute(app: Express, route: Route, identities: Identities): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  // Made once: making a schema takes longer than parsing with it.
  const query = route.query.strict();
  const serve: RequestHandler = async (request: Request, response: Response) => {
    response.locals['route'] = route.path;
    refuseUnusableText(request.params, request.query, request.body);
    const identity = identityOf(response);
    let person: Promise<KnownPerson> | undefined;
    const readPerson = () => (person ??= allowedPerson(route, identity, identities));
    const asking = {
      identity,
      readPerson,
      params: parseWith(route.params, request.params),
      query: parseWith(query, request.query),
      body: route.body === undefined ? undefined : parseWith(route.body, request.body ?? {}),
      request,
      response,
    };
    try {
      // What is read is read by somebody who may; a command asks in its own transaction, before it is decided.
      if (route.method === 'get') await readPerson();
      const answer = await route.handle(asking);
      if ('stream' in answer) await sendFile(response, answer);
      else send(response, answer);
    } catch (error) {
      if (error instanceof NotRegistered) identities.forget(identity);
      throw error;
    }
  };
  app[route.method](path, serve);
}

/** Who asks, with the roles that they hold now, if they may do at all what the route does. */
async function allowedPerson(
  { action }: Route,
  identity: Identity,
  identities: Identities,
): Promise<KnownPerson> {
  const person = await identities.read(identity);
  if (person === null) throw new NotRegistered();
  const denied = mayNever(person, action);
  if (denied !== null) throw new ProblemError(problemOf(denied));
  return person;
}

/** Sends a file. Who is told half of one sees that it breaks off, since its length was said before. */
export async function sendFile(
  response: Response,
  { status, headers, filename, stream }: Streamed,
): Promise<void> {
  response.status(status);
  if (filename !== undefined) response.attachment(filename);
  response.set(headers);
  if (stream === null) {
    response.end();
    return;
  }
  // Whoever breaks off asked for no more; whatever else was the matter is logged where it was found.
  await pipeline(stream, response).catch(() => response.destroy());
}

function send(response: Response, { status, headers, body }: Answer): void {
  if (status >= 400) noteProblem(response, codeOf(body));
  response
    .status(status)
    .set(headers)
    .type(status >= 400 ? PROBLEM_JSON : 'application/json')
    .send(JSON.stringify(body));
}
