import type { Response } from 'express';
import { currentOrigin } from '../contracts/origin.ts';
import { REFUSALS, type FieldProblem, type Refusal, type RefusalKind } from '../domain/refusal.ts';
import { noteProblem } from './follow.ts';

/** RFC 9457. `type` is stable and ends in the refusal's code; `detail` is a sentence for a person. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly fields?: readonly FieldProblem[];
  /** What the request is called in the logs. */
  readonly requestId?: string;
  readonly [extension: string]: unknown;
}

const STATUS: Readonly<Record<RefusalKind, number>> = {
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'version-stale': 412,
  invalid: 422,
  'version-required': 428,
};

/** Seconds, for who meets a dependency that is away. */
const RETRY_AFTER = '5';

export const PROBLEM_JSON = 'application/problem+json';

/** The problem document of a refusal. */
export function problemOf({ code, detail, fields, data }: Refusal): Problem {
  return problem(STATUS[REFUSALS[code]], code, detail, { ...(fields && { fields }), ...data });
}

/** What somebody is told whom the registry does not know. */
export function notRegistered(): Problem {
  return problem(
    403,
    'not-registered',
    'You are signed in, and not registered here: ask the operator to register you.',
  );
}

const TYPE = 'urn:remit:problem:';

/** The code that a problem's `type` ends in; `undefined` for what is no problem. */
export function codeOf(body: unknown): string | undefined {
  const { type } = (body ?? {}) as { type?: unknown };
  return typeof type === 'string' && type.startsWith(TYPE) ? type.slice(TYPE.length) : undefined;
}

export function problem(
  status: number,
  code: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Problem {
  const title = code.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());
  // What a refusal adds never stands in for what every problem document has.
  const origin = currentOrigin();
  return {
    ...more,
    type: `${TYPE}${code}`,
    title,
    status,
    detail,
    ...(origin && { requestId: origin.request }),
  };
}

export function sendProblem(response: Response, document: Problem): void {
  noteProblem(response, codeOf(document));
  if (document.status === 503) response.set('Retry-After', RETRY_AFTER);
  response.status(document.status).type(PROBLEM_JSON).send(JSON.stringify(document));
}

/** What a broken machine is told as: thrown, so that it passes every layer on its way out. */
export class ProblemError extends Error {
  constructor(readonly document: Problem) {
    super(document.detail);
  }
}
