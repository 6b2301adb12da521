import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { v7 as uuid } from 'uuid';
import type { Log } from '../contracts/log.ts';
import type { Origin } from '../contracts/names.ts';
import { beginSpan, SpanKind } from '../contracts/spans.ts';
import type { ApiMetrics } from './metrics.ts';
import { currentOrigin, readOrigin, traceOf, withOrigin } from '../contracts/origin.ts';

/** What tools ask every few seconds is not worth a line. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Gives a request the id that follows it through everything that comes of it: the caller's `X-Request-Id` where it is
 * short and plain, else the trace id of its `traceparent`, else one made here. It goes back in `X-Request-Id`.
 */
export const follow: RequestHandler = (request, response, next) => {
  const origin = originOf(request);
  response.set('X-Request-Id', origin.request);
  const begun = PROBES.has(request.path)
    ? undefined
    : beginSpan(request.method, origin, { kind: SpanKind.SERVER });
  if (begun !== undefined)
    response.once('close', () => {
      const route = patternOf(request, response);
      begun.span.updateName(`${request.method} ${route}`);
      begun.span.setAttributes({
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': response.statusCode,
      });
      begun.span.end();
    });
  withOrigin(begun?.origin ?? origin, next);
};

function originOf({ headers }: IncomingMessage): Origin {
  const { traceparent, 'x-request-id': request } = headers;
  const trace = typeof traceparent === 'string' ? traceOf(traceparent) : undefined;
  return (
    readOrigin({ traceparent, request }) ?? readOrigin({ traceparent, request: trace }) ?? { request: uuid() }
  );
}

/** Says what the problem was that a response tells of: for the line of its request. */
export function noteProblem(response: Response, code: string | undefined): void {
  response.locals['problem'] = code;
}

/** The pattern of an address; what has none is not told apart, or a stranger could make labels without end. */
function patternOf(request: Request, response: Response): string {
  const { route: ofTheApi } = response.locals as { route?: string };
  const { route: ofAPage } = request as { route?: { path?: unknown } };
  return ofTheApi ?? (typeof ofAPage?.path === 'string' ? ofAPage.path : 'none');
}

/** One line for each request: method, path, status, milliseconds, who asked, and the code of the problem. */
export function logRequests(log: Log, metrics: ApiMetrics): RequestHandler {
  return (request, response, next) => {
    const { path, method } = request;
    if (PROBES.has(path)) {
      next();
      return;
    }
    const began = performance.now();
    const origin = currentOrigin();
    response.once('close', () => {
      const { statusCode: status, writableFinished } = response;
      const { problem, identity } = response.locals as { problem?: string; identity?: { id: string } };
      const ms = performance.now() - began;
      metrics.requests.observe({ method, route: patternOf(request, response), status }, ms / 1000);
      if (problem !== undefined) metrics.problems.inc({ code: problem });
      // Who was refused what they may not see is nowhere else.
      const caller = identity?.id;
      const about = { request: origin?.request, method, path, status, ms: Math.round(ms), problem, caller };
      if (!writableFinished) log.warn(about, 'request aborted');
      else if (status >= 500) log.error(about, 'request errored');
      else log.info(about, 'request completed');
    });
    next();
  };
}
