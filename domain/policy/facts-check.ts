import Big from 'big.js';
import type { FactProblem, RoutingFacts } from '../facts.ts';
import { fail, never, ok, type Result } from '../result.ts';
import { FACT_WORDS, isMoney } from './fact-words.ts';
import { isFactName, type FactName, type RoutingColumn } from './routing-table.ts';
import { holds, testedValue, type TestedValue, type UnaryTest, type UnaryTests } from './unary-tests.ts';

/**
 * Pence up to this amount (about 90 thousand billion pounds) are told apart by a double; above it, an amount
 * that was typed and the number that arrived may differ.
 */
export const MOST_EXACT_GBP = new Big(String(Number.MAX_SAFE_INTEGER)).div(100);

/** The name under which a problem of the facts as a whole is reported. */
export const ALL_FACTS = 'facts';

/**
 * Turns whatever came in into the facts of a gate, or says of each fact what is wrong, by which rule, and the
 * way out. Types and allowed values are the table's; that money is exact, to the penny and never negative, and
 * that consultancy is part of revenue, is what the facts mean (the policy document, "Facts").
 *
 * Nothing is converted or filled in: a fact that is missing, `null` or a number in quotes is a problem.
 * The result has the facts in the table's order, whatever the order they came in.
 */
export function checkFacts(
  inputs: readonly RoutingColumn[],
  facts: unknown,
): Result<RoutingFacts, FactProblem[]> {
  const checked = prepareFacts(inputs, facts);
  return checked.ok ? ok(checked.value.facts) : checked;
}

/** Checked facts with a value for each input of the table, as it tests them. */
export interface PreparedFacts {
  readonly facts: RoutingFacts;
  readonly values: readonly TestedValue[];
}

/** `checkFacts` for the evaluator, which needs every number as an exact decimal as well. */
export function prepareFacts(
  inputs: readonly RoutingColumn[],
  facts: unknown,
): Result<PreparedFacts, FactProblem[]> {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) {
    return fail([problem(ALL_FACTS, 'object', 'The facts must be an object with a value for each fact.')]);
  }
  const problems: FactProblem[] = [];
  for (const key of Reflect.ownKeys(facts)) {
    if (typeof key === 'symbol' || !isFactName(key)) {
      const name = String(key).slice(0, 80);
      problems.push(problem(name, 'unknown', `${name} is not a fact that the policy reads: leave it out.`));
    }
  }
  const checked: Record<string, string | number | boolean> = {};
  const values: TestedValue[] = [];
  for (const column of inputs) {
    const value: unknown = Object.hasOwn(facts, column.name) ? Reflect.get(facts, column.name) : undefined;
    const found = checkFact(column, value);
    if (found.ok) {
      // -0 is 0, so that a receipt reads back the same.
      checked[column.name] = value === 0 ? 0 : (value as string | number | boolean);
      values.push(found.value);
    } else problems.push(found.error);
  }
  const { revenueGbp, consultancyGbp } = checked;
  if (revenueGbp !== undefined && consultancyGbp !== undefined && consultancyGbp > revenueGbp) {
    const detail =
      `consultancyGbp, ${consultancyGbp.toString()}, is more than revenueGbp, ${revenueGbp.toString()}, of which ` +
      'it is a part: raise the revenue so that it includes the consultancy, or lower the consultancy.';
    problems.push(problem('consultancyGbp', 'part-of-revenue', detail));
  }
  if (problems.length > 0) return fail(problems);
  // A policy loads only when its inputs are all the facts, each of its type (`routingTable`).
  return ok({ facts: Object.freeze(checked) as unknown as RoutingFacts, values });
}

const problem = (fact: string, rule: string, detail: string): FactProblem => ({ fact, rule, detail });

const wrong = (name: FactName, rule: string, detail: string): Result<never, FactProblem> =>
  fail(problem(name, rule, `${name} ${detail}: ${FACT_WORDS[name].ask}.`));

/** The value as the table tests it: a number as an exact decimal. */
function checkFact(column: RoutingColumn, value: unknown): Result<TestedValue, FactProblem> {
  const { name, type } = column;
  if (value === undefined) return wrong(name, 'required', 'is missing');
  if (value === null) return wrong(name, 'required', 'is null');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return wrong(name, 'type', `must be a ${type}`);
  }
  if (typeof value !== type)
    return wrong(name, 'type', `must be a ${type}, not the ${typeof value} ${shown(value)}`);
  if (typeof value === 'number' && !Number.isFinite(value))
    return wrong(name, 'finite', `is ${value}, which is no amount`);
  const tested = testedValue(value);
  if (typeof tested === 'object' && isMoney(name)) {
    if (tested.lt(0)) return wrong(name, 'not-negative', `is ${shown(value)}, below 0`);
    if (tested.gt(MOST_EXACT_GBP))
      return wrong(name, 'exact', `is ${shown(value)}, too much to be held to the penny`);
    if (tested.c.length - tested.e > 3)
      return wrong(name, 'pence', `is ${shown(value)}, with more than two decimals`);
  }
  if (holds(column.allowed, tested)) return ok(tested);
  return wrong(name, 'allowed', `is ${shown(value)} and must be ${describe(column.allowed)}`);
}

const shown = (value: string | number | boolean): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value);

function describe(tests: UnaryTests): string {
  switch (tests.kind) {
    case 'any':
      return 'anything';
    case 'one-of':
      return tests.tests.map(describeOne).join(' or ');
    case 'none-of':
      return `anything but ${tests.tests.map(describeOne).join(' or ')}`;
    default:
      return never(tests);
  }
}

function describeOne(test: UnaryTest): string {
  switch (test.kind) {
    case 'equals':
      return test.literal.kind === 'number' ? test.literal.value.toFixed() : String(test.literal.value);
    case 'computed':
      return test.text;
    case 'compare':
      return `${test.op} ${test.bound.toFixed()}`;
    case 'range': {
      const { from, to } = test;
      return `${from.included ? 'from' : 'over'} ${from.value.toFixed()} ${to.included ? 'to' : 'and below'} ${to.value.toFixed()}`;
    }
    default:
      return never(test);
  }
}
