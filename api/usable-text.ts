import type { FieldProblem } from '../domain/refusal.ts';
import { problem, ProblemError } from './problem.ts';
import { pathOf } from './validate.ts';

/** U+0000, and half of a surrogate pair: JSON and addresses can carry them, and no text in the database can. */
const UNUSABLE = /\0|\p{Surrogate}/u;
const DEEPEST = 50;
/** As many as anybody would mend at once. */
const MOST_NAMED = 20;

/** Refuses text that could not be kept, wherever it stands: in a name as in a value, each by its field. */
export function refuseUnusableText(...sent: readonly unknown[]): void {
  const fields: FieldProblem[] = [];
  for (const each of sent) lookInto(each, [], fields);
  if (fields.length === 0) return;
  const detail = fields.map((each) => `${each.field}: ${each.detail}`).join('; ');
  throw new ProblemError(
    problem(400, 'request-invalid', `What was sent cannot be used. ${detail}.`, { fields }),
  );
}

function lookInto(value: unknown, path: readonly PropertyKey[], fields: FieldProblem[]): void {
  if (fields.length >= MOST_NAMED) return;
  if (typeof value === 'string') {
    if (UNUSABLE.test(value)) fields.push(unusable(path));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= DEEPEST) {
    const detail = `Fields may stand ${DEEPEST} deep in each other at most: send less deep`;
    fields.push({ field: fieldOf(path.slice(0, 1)), rule: 'depth', detail });
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((each, index) => lookInto(each, [...path, index], fields));
    return;
  }
  for (const [key, each] of Object.entries(value)) {
    if (UNUSABLE.test(key)) fields.push(unusable([...path, key]));
    lookInto(each, [...path, key], fields);
  }
}

function unusable(path: readonly PropertyKey[]): FieldProblem {
  return {
    field: fieldOf(path),
    rule: 'usable-text',
    detail: 'It has a character that no text can keep (U+0000, or half of a surrogate pair): leave it out',
  };
}

/** The field by its name, in which such a character is shown as the sign for one that cannot be. */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = pathOf(path).replaceAll(new RegExp(UNUSABLE, 'gu'), '\uFFFD');
  return field === '' ? 'body' : field;
}
