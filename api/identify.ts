import type { RequestHandler } from 'express';
import { admit, moreAssurance } from './admit.ts';
import { addressOf, limitRequest } from './limit-requests.ts';
import { problem, sendProblem } from './problem.ts';
import type { Services } from './services.ts';

/**
 * Denies by default: behind it there is somebody who is registered, known by a token that was checked, and who asks no more
 * often than they may. Who is known is never held up by what strangers do at their address.
 */
export function identify(services: Services): RequestHandler {
  const { authenticate } = services;
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
      limitRequest(services, response, 'address', addressOf(request));
      response.set('WWW-Authenticate', 'Bearer realm="remit"');
      sendProblem(
        response,
        problem(401, 'unauthenticated', 'Send a good access token: Authorization: Bearer <token>.'),
      );
      return;
    }
    const found = await admit(services, caller.value);
    if (!found.ok) {
      limitRequest(services, response, 'address', addressOf(request));
      if (found.error.status === 401) response.set('WWW-Authenticate', moreAssurance(services.claims));
      sendProblem(response, found.error);
      return;
    }
    response.locals['identity'] = found.value;
    limitRequest(services, response, 'caller', found.value.id);
    response.locals['until'] = caller.value.claims.exp;
    next();
  };
}
