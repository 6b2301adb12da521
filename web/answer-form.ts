import { v7 as uuid, validate } from 'uuid';
import type { ConditionText, Outcome } from '../domain/gate/gate.ts';
import { OUTCOMES } from '../domain/gate/gate.ts';
import { STAGES, type Stage } from '../domain/stage.ts';
import { dayFrom, dayProblem, dayTyped, NO_DAY, type DayTyped } from './day-form.ts';
import { textsIn } from './form-fields.ts';
import type { FormProblem } from './form-problem.ts';

/** One condition as it was typed. */
export interface ConditionTyped extends DayTyped {
  readonly text: string;
  readonly owner: string;
}

/** The decision form as it was typed: everything is kept when something of it cannot be used. */
export interface AnswerTyped {
  readonly outcome: string;
  readonly reason: string;
  readonly returnTo: string;
  readonly contentHash: string;
  /** Made with the form: sent twice it counts once. */
  readonly key: string;
  readonly conditions: readonly ConditionTyped[];
  /** The sitting at which it is answered; empty outside of one. */
  readonly sitting: string;
}

export interface Answered {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly returnTo: Stage | null;
  readonly contentHash: string;
  readonly conditions: readonly ConditionText[] | null;
  readonly sitting: string | null;
}

export const MOST_CONDITIONS = 10;
/** Characters of one text, as of `text()` of the API's schemas. */
export const LONGEST = 4_000;
const LONGEST_OWNER = 300;
const NO_CONDITION: ConditionTyped = { text: '', owner: '', ...NO_DAY };

export function emptyAnswer(contentHash: string, sitting = ''): AnswerTyped {
  const key = uuid();
  return { outcome: '', reason: '', returnTo: '', contentHash, key, conditions: [NO_CONDITION], sitting };
}

/** Reads what was typed. A browser sends every field; what is not there is empty. */
export function readTyped(body: unknown): AnswerTyped {
  const text = textsIn(body);
  const rows = Math.min(Math.max(Number.parseInt(text('rows'), 10) || 1, 1), MOST_CONDITIONS);
  return {
    outcome: text('outcome'),
    reason: text('reason'),
    returnTo: text('returnTo'),
    contentHash: text('contentHash'),
    key: text('key'),
    sitting: validate(text('sitting')) ? text('sitting') : '',
    conditions: Array.from({ length: rows }, (_, index) => ({
      text: text(`condition-${index}-text`),
      owner: text(`condition-${index}-owner`),
      ...dayTyped(text, `condition-${index}`),
    })),
  };
}

/** The form with one more row for a condition. */
export function withAnotherCondition(typed: AnswerTyped): AnswerTyped {
  if (typed.conditions.length >= MOST_CONDITIONS) return typed;
  return { ...typed, conditions: [...typed.conditions, NO_CONDITION] };
}

/** What was typed as an answer that can be asked of the house, or what of it cannot be used. */
export function checkAnswer(
  typed: AnswerTyped,
  outcomes: readonly Outcome[],
): { readonly answer: Answered | null; readonly problems: readonly FormProblem[] } {
  const problems: FormProblem[] = [];
  const outcome = OUTCOMES.find((each) => each === typed.outcome && outcomes.includes(each));
  const { reason, contentHash, sitting } = typed;
  if (outcome === undefined) problems.push({ field: 'outcome', text: 'Choose your answer' });
  if (outcome !== undefined && outcome !== 'approve' && reason === '')
    problems.push({ field: 'reason', text: 'Say why: the owner will read your reason' });
  if (reason.length > LONGEST)
    problems.push({ field: 'reason', text: 'Your reason must be 4,000 characters or fewer' });
  const returnTo = outcome === 'return' ? (STAGES.find((each) => each === typed.returnTo) ?? null) : null;
  if (outcome === 'return' && returnTo === null)
    problems.push({ field: 'returnTo', text: 'Choose the stage to return it to' });
  const conditions = typed.conditions.flatMap((each, index) => conditionOf(each, index, problems));
  if (conditions.length > 0 && outcome !== undefined && outcome !== 'approve')
    problems.push({
      field: 'condition-0-text',
      text: 'Conditions go with an approval: choose approve, or clear the conditions',
    });
  if (outcome === undefined || problems.length > 0) return { answer: null, problems };
  return {
    answer: {
      outcome,
      reason: reason === '' ? null : reason,
      returnTo,
      contentHash,
      conditions: conditions.length === 0 ? null : conditions,
      sitting: sitting === '' ? null : sitting,
    },
    problems,
  };
}

function conditionOf(
  typed: ConditionTyped,
  index: number,
  problems: FormProblem[],
): readonly ConditionText[] {
  const { text, owner, day, month, year } = typed;
  if (`${text}${owner}${day}${month}${year}` === '') return [];
  const which = `condition ${index + 1}`;
  const field = `condition-${index}`;
  if (text === '') problems.push({ field: `${field}-text`, text: `Say what ${which} asks for` });
  if (text.length > LONGEST)
    problems.push({ field: `${field}-text`, text: `The text of ${which} must be 4,000 characters or fewer` });
  if (owner === '') problems.push({ field: `${field}-owner`, text: `Say who sees to ${which}` });
  if (owner.length > LONGEST_OWNER)
    problems.push({ field: `${field}-owner`, text: `Who sees to ${which} must be 300 characters or fewer` });
  const wrong = dayProblem(typed, `the date of ${which}`);
  if (wrong !== null) problems.push({ field: `${field}-day`, text: wrong });
  return [{ text, owner, due: dayFrom(typed) ?? '' }];
}
