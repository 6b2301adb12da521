import type { z } from 'zod';
import type { FieldProblem } from '../domain/refusal.ts';
import { problem, ProblemError } from './problem.ts';

/** Parses what was sent; what cannot be used is refused whole, each field by name, with its rule and the way out. */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, within = ''): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap((issue) => fieldsOf(issue, within));
  const detail = fields.map((each) => `${each.field}: ${each.detail}`).join('; ');
  throw new ProblemError(
    problem(400, 'request-invalid', `What was sent cannot be used. ${detail}.`, { fields }),
  );
}

function fieldsOf(issue: z.core.$ZodIssue, within: string): readonly FieldProblem[] {
  const field = pathOf([...(within === '' ? [] : [within]), ...issue.path]);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: field === '' ? key : `${field}.${key}`,
      rule: 'unknown-field',
      detail: 'No such field is known: leave it out, or check its spelling',
    }));
  return [
    { field: field === '' ? 'body' : field, rule: issue.code.replaceAll('_', '-'), detail: issue.message },
  ];
}

/** A field by its way through what was sent, as in `evidence[0].claim`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );
}
