import type { ErrorRequestHandler } from 'express';
import type { Log } from '../contracts/log.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { NotRegistered } from '../store/registry.ts';
import { PolicyChanged } from '../store/world.ts';
import { NOT_UTF_8 } from './read-json.ts';
import { notRegistered, problem, ProblemError, sendProblem, type Problem } from './problem.ts';

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
  if (error instanceof NotRegistered) return notRegistered();
  if (error instanceof PolicyChanged)
    return problem(500, 'policy-changed', `${error.message} Nothing was done: tell the operator.`);
  if (isDatabaseAway(error))
    return problem(
      503,
      'database-unavailable',
      'The database cannot be reached, or has more to do than it can. Send it again shortly, with the same Idempotency-Key, and it is done once.',
    );
  if (isKeptOut(error))
    return problem(403, 'not-allowed', 'None of your bodies has a part in this. Nothing was done.');
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed')
    return problem(400, 'json-invalid', 'The body is not JSON: check its commas, quotes and brackets.');
  if (type === NOT_UTF_8)
    return problem(
      400,
      'json-invalid',
      'The body is not text in UTF-8: send it as that, or words would be garbled.',
    );
  if (type === 'charset.unsupported' || type === 'encoding.unsupported')
    return problem(
      415,
      'not-json',
      'Send Content-Type: application/json in UTF-8; compressed, if at all, by gzip, deflate or br.',
    );
  if (type === 'entity.too.large') return problem(413, 'body-too-large', 'A body may have 1 MB at most.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problem(status, 'request-invalid', 'The request cannot be read.');
  return problem(
    500,
    'internal-error',
    'This is a mistake of Remit, and it has been logged. Nothing was half done.',
  );
}

/** Row-level security kept somebody from writing what is not theirs: the second wall, where the first let them through. */
function isKeptOut(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === '42501' && typeof message === 'string' && message.includes('row-level security');
}
