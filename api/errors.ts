import type { ErrorRequestHandler } from 'express';
import type { Log } from '../contracts/log.ts';
import { problem, ProblemError, sendProblem, type Problem } from './problem.ts';

/** SQLSTATE classes that tell of a database that cannot serve now: connection, resources, operator, a wait too long. */
const DATABASE_AWAY = /^(08|53|57P|57014|40001|40P01|55P03)/;
const CONNECTION_LOST = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE)$/;
const POOL_WORDS = /timeout exceeded when trying to connect|Connection terminated|connection timeout/i;

/** The last piece of the pipeline: every error leaves as a problem document, and only a bug is logged as one. */
export function errorsAsProblems(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const document = problemOfError(error);
    if (document.status >= 500)
      log.error({ err: error, path: request.path, status: document.status }, 'api: failed');
    sendProblem(response, document);
  };
}

export function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.document;
  if (isDatabaseAway(error))
    return problem(
      503,
      'database-unavailable',
      'The database cannot be reached: nothing was done. Try again shortly.',
    );
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed')
    return problem(400, 'json-invalid', 'The body is not JSON: check its commas, quotes and brackets.');
  if (type === 'entity.too.large') return problem(413, 'body-too-large', 'A body may have 1 MB at most.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problem(status, 'request-invalid', 'The request cannot be read.');
  return problem(
    500,
    'internal-error',
    'This is a mistake of Remit, and it has been logged. Nothing was half done.',
  );
}

export function isDatabaseAway(error: unknown): boolean {
  const { code, message, driverError } = error as {
    code?: unknown;
    message?: unknown;
    driverError?: unknown;
  };
  if (typeof code === 'string' && (DATABASE_AWAY.test(code) || CONNECTION_LOST.test(code))) return true;
  if (typeof message === 'string' && POOL_WORDS.test(message)) return true;
  return driverError !== undefined && driverError !== error && isDatabaseAway(driverError);
}
