import type { RequestHandler } from 'express';
import { notRegistered, problem, sendProblem } from './problem.ts';
import type { Services } from './services.ts';

/** Denies by default: behind it there is somebody who is registered, known by a token that was checked. */
export function identify({ authenticate, identities }: Services): RequestHandler {
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
    const { issuer, subject, claims } = caller.value;
    const identity = await identities.find(issuer, subject);
    if (identity === null) {
      sendProblem(response, notRegistered());
      return;
    }
    response.locals['identity'] = identity;
    response.locals['until'] = claims.exp;
    next();
  };
}
