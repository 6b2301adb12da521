import type { FieldProblem } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Holiday } from './calendars.ts';
import { beginning } from '../words.ts';
import { MOST_TOLD } from './most-told.ts';

/**
 * Days of GOV.UK's bank holidays, as `/bank-holidays.json` gives them (`{division: {division, events}}`) or as the file of one
 * division does (`{division, events}`).
 */
export function readGovUk(
  file: unknown,
  division: string | null,
): Result<readonly Holiday[], readonly FieldProblem[]> {
  if (!isRecord(file))
    return no('govUk', 'gov-uk', 'This is not a file of bank holidays as GOV.UK gives it.');
  const found = divisionOf(file, division);
  if (!found.ok) return found;
  const { events, field } = found.value;
  const problems: FieldProblem[] = [];
  const days = events.flatMap((event: unknown, index): readonly Holiday[] => {
    const at = `${field}.events[${index}]`;
    const { date, title } = isRecord(event) ? event : {};
    if (typeof date !== 'string')
      problems.push({ field: `${at}.date`, rule: 'required', detail: `${at} has no date, YYYY-MM-DD.` });
    if (typeof title !== 'string')
      problems.push({ field: `${at}.title`, rule: 'required', detail: `${at} has no title.` });
    return typeof date === 'string' && typeof title === 'string' ? [{ day: date, name: title }] : [];
  });
  return problems.length > 0 ? fail(problems.slice(0, MOST_TOLD)) : ok(days);
}

interface Division {
  readonly events: readonly unknown[];
  /** Where it stands. */
  readonly field: string;
}

function divisionOf(
  file: Readonly<Record<string, unknown>>,
  division: string | null,
): Result<Division, readonly FieldProblem[]> {
  if (Array.isArray(file['events'])) {
    const own = file['division'];
    if (division !== null && division !== own)
      return no('division', 'known-division', `This file is of ${String(own)}, and not of ${division}.`);
    return ok({ events: file['events'], field: 'govUk' });
  }
  const there = Object.keys(file).filter((key) => {
    const each = file[key];
    return isRecord(each) && Array.isArray(each['events']);
  });
  if (there.length === 0)
    return no(
      'govUk',
      'gov-uk',
      'No division with a list of events is in it, as GOV.UK’s bank holidays have.',
    );
  const name = division ?? (there.length === 1 ? there[0] : undefined);
  const names = there
    .map((each) => beginning(each, 100))
    .slice(0, MOST_TOLD)
    .join(', ');
  if (name === undefined) return no('division', 'required', `Say which division is meant: ${names}.`);
  const found = there.includes(name) ? file[name] : undefined;
  if (!isRecord(found) || !Array.isArray(found['events']))
    return no('division', 'known-division', `There is no division ${name}; there are: ${names}.`);
  return ok({ events: found['events'] as readonly unknown[], field: `govUk.${name}` });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function no(field: string, rule: string, detail: string): Result<never, readonly FieldProblem[]> {
  return fail([{ field, rule, detail }]);
}
