import type { Request } from 'express';
import type { z } from 'zod';
import { handle } from '../api/commands.ts';
import { problemOf, ProblemError, type Problem } from '../api/problem.ts';
import { uuid } from '../api/schemas/common.ts';
import type { Services } from '../api/services.ts';
import type { PersonCommand } from '../domain/initiative/commands.ts';
import { hashOf } from '../domain/log/hash.ts';
import type { About } from '../store/about.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';
import type { Outcome } from '../store/turn.ts';
import { byField, type FormProblem } from './form-problem.ts';
import { USED_BEFORE, usedBefore } from './used-before.ts';

/** What is the matter with a form, for its summary and beside its fields. */
export interface Refused {
  readonly status: number;
  readonly problems: readonly { readonly text: string; readonly href: string }[];
  readonly byField: Readonly<Record<string, { readonly text: string }>>;
}

/** The key that a form was made with: sent twice, it is done once. */
export function formKey({ id: caller }: KnownPerson, request: Request, asked: unknown): OnceKey | null {
  const key = uuid.safeParse((request.body as Record<string, unknown>)['key']);
  if (!key.success) return null;
  return { caller, route: `POST ${request.path}`, key: key.data, requestHash: hashOf([asked]) };
}

/** Asks the house what a form says, where it can be read at all; `null` where it was done. */
export async function askByForm<T>(
  missing: readonly FormProblem[],
  asked: z.ZodSafeParseResult<T>,
  ask: (body: T) => Promise<Answer>,
): Promise<Refused | null> {
  if (missing.length > 0) return refusedFor(422, missing);
  if (!asked.success)
    return refusedFor(
      422,
      asked.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), text: message })),
    );
  const answer = await ask(asked.data).catch(usedBefore);
  return answer === 'used-before' ? refusedFor(422, [{ field: '', text: USED_BEFORE }]) : refusedIn(answer);
}

/** Why an answer is a refusal, in the words of the house; `null` where it is none. */
export function refusedIn({ status, body }: Answer): Refused | null {
  if (status < 400) return null;
  const { detail, fields = [] } = body as Problem;
  const told = fields.map(({ field, detail: text }) => ({ field: field.split(/[.[]/)[0] ?? '', text }));
  return refusedFor(status, told.length > 0 ? told : [{ field: '', text: detail }]);
}

export function refusedFor(status: number, problems: readonly FormProblem[]): Refused {
  return {
    status,
    problems: problems.map(({ field, text }) => ({ text, href: field === '' ? '#form' : `#${field}` })),
    byField: byField(problems),
  };
}

/** A command that a page asks, once for the form's key. */
export function command(
  services: Services,
  by: KnownPerson,
  about: About,
  asked: PersonCommand,
  once: OnceKey | null,
): Promise<Answer> {
  return handle(services, { by, about, once }, () => asked, answerOf);
}

/** What came of a command, as a page keeps it under its form's key: on to another page, or the refusal. */
export function answerOf(outcome: Outcome): Answer {
  if (outcome.ok) return { status: 303, headers: {}, body: null };
  const document = problemOf(outcome.refusal);
  return { status: document.status, headers: {}, body: document };
}

/** For what cannot be mended on its form: the refusal is a page of its own. */
export function orRefuse({ body }: Answer): void {
  if (body !== null) throw new ProblemError(body as Problem);
}
