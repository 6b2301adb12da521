import type { RequestHandler } from 'express';
import { problem, sendProblem } from './problem.ts';

/** A body that is not said to be JSON would be passed over in silence, and its fields then missed. */
export const requireJson: RequestHandler = (request, response, next) => {
  const length = request.get('Content-Length');
  const hasBody = request.get('Transfer-Encoding') !== undefined || (length !== undefined && length !== '0');
  if (!hasBody || request.is('application/json') !== false) {
    next();
    return;
  }
  sendProblem(response, problem(415, 'not-json', 'Send the body as JSON: Content-Type: application/json.'));
};
