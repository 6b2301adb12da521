import type { RequestHandler } from 'express';
import { personBySubject } from '../store/registry.ts';
import { problem, sendProblem } from './problem.ts';
import type { Services } from './services.ts';

/** Denies by default: behind it there is a person, known to Remit by a token that was checked. */
export function identify({ authenticate, sql, clock }: Services): RequestHandler {
  return async (request, response, next) => {
    const caller = await authenticate(request.get('Authorization'));
    if (!caller.ok) {
      if (caller.error === 'unavailable') {
        sendProblem(
          response,
          problem(
            503,
            'identity-unavailable',
            'The identity provider cannot be reached: nothing was done. Try again.',
          ),
        );
        return;
      }
      response.set('WWW-Authenticate', 'Bearer realm="remit"');
      sendProblem(
        response,
        problem(401, 'unauthenticated', 'Send a good access token: Authorization: Bearer <token>.'),
      );
      return;
    }
    const { issuer, subject } = caller.value;
    const person = await personBySubject(sql, issuer, subject, await clock());
    if (person === null) {
      sendProblem(
        response,
        problem(
          403,
          'not-registered',
          'You are signed in, and not registered here: ask the operator to register you.',
        ),
      );
      return;
    }
    response.locals['person'] = person;
    next();
  };
}
