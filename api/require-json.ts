import type { Request, RequestHandler } from 'express';
import { problem, sendProblem } from './problem.ts';
import type { Route } from './route.ts';

/**
 * A body that is not said to be JSON would be passed over in silence, and its fields then missed. The routes that take a
 * form with a file read it themselves.
 */
export function requireJson(routes: readonly Route[]): RequestHandler {
  const forms = routes
    .filter(({ upload }) => upload)
    .map(({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'));
  const takesForm = ({ method, baseUrl, path }: Request) =>
    method === 'POST' && forms.some((form) => form.test(`${baseUrl}${path}`));
  return (request, response, next) => {
    const length = request.get('Content-Length');
    const hasBody =
      request.get('Transfer-Encoding') !== undefined || (length !== undefined && length !== '0');
    if (!hasBody || request.is('application/json') !== false || takesForm(request)) {
      next();
      return;
    }
    sendProblem(response, problem(415, 'not-json', 'Send the body as JSON: Content-Type: application/json.'));
  };
}
