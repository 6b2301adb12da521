import type { Request } from 'express';
import type { z } from 'zod';
import type { Problem } from '../api/problem.ts';
import { uuid } from '../api/schemas/common.ts';
import { hashOf } from '../domain/log/hash.ts';
import type { Answer, OnceKey } from '../store/idempotency.ts';
import type { KnownPerson } from '../store/registry.ts';

/** What is the matter with a form, for its summary and beside its fields. */
export interface Refused {
  readonly status: number;
  readonly problems: readonly { readonly text: string; readonly href: string }[];
  readonly byField: Readonly<Record<string, { readonly text: string }>>;
}

interface FormProblem {
  readonly field: string;
  readonly text: string;
}

/** The key that a form was made with: sent twice, it is done once. */
export function formKey({ id: caller }: KnownPerson, request: Request, asked: unknown): OnceKey | null {
  const key = uuid.safeParse((request.body as Record<string, unknown>)['key']);
  if (!key.success) return null;
  return { caller, route: `POST ${request.path}`, key: key.data, requestHash: hashOf([asked]) };
}

/** Asks the house what a form says, where it can be read at all; `null` where it was done. */
export async function formAnswer<T>(
  missing: readonly FormProblem[],
  asked: z.ZodSafeParseResult<T>,
  ask: (body: T) => Promise<Answer>,
): Promise<Refused | null> {
  if (missing.length > 0) return refused(422, missing);
  if (!asked.success)
    return refused(
      422,
      asked.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), text: message })),
    );
  const { status, body } = await ask(asked.data);
  if (status < 400) return null;
  const { detail, fields = [] } = body as Problem;
  const told = fields.map(({ field, detail: text }) => ({ field: field.split(/[.[]/)[0] ?? '', text }));
  return refused(status, told.length > 0 ? told : [{ field: '', text: detail }]);
}

function refused(status: number, problems: readonly FormProblem[]): Refused {
  return {
    status,
    problems: problems.map(({ field, text }) => ({ text, href: field === '' ? '#form' : `#${field}` })),
    byField: Object.fromEntries(problems.map(({ field, text }) => [field, { text }])),
  };
}
