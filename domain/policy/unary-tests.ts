import Big from 'big.js';
import { never } from '../result.ts';

/** A literal of a cell. Numbers are exact decimals, so that no threshold is off by a binary fraction. */
export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: Big };

export type Comparison = '<' | '<=' | '>' | '>=';

/** One end of a range. */
export interface Bound {
  readonly value: Big;
  readonly included: boolean;
}

/** One positive unary test: `"a"`, `> 5`, `(1..10]`. */
export type UnaryTest =
  | { readonly kind: 'equals'; readonly literal: Literal }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly bound: Big }
  | { readonly kind: 'range'; readonly from: Bound; readonly to: Bound };

/** A whole cell: `-`, a comma list (or), or `not(…)` around one. */
export type UnaryTests =
  | { readonly kind: 'any' }
  | { readonly kind: 'one-of'; readonly tests: readonly UnaryTest[] }
  | { readonly kind: 'none-of'; readonly tests: readonly UnaryTest[] };

/** A value that a test can be held against: a number is an exact decimal. */
export type TestedValue = string | boolean | Big;

/** A double prints as the shortest decimal that it stands for, which is the amount that was typed. */
export function testedValue(value: string | number | boolean): TestedValue {
  return typeof value === 'number' ? new Big(String(value)) : value;
}

/**
 * Whether `value` passes the cell. Strict: a value of another type than the test's is a bug of the caller
 * (the table and the facts were checked), so it throws; it is never converted and never read as false.
 */
export function holds(tests: UnaryTests, value: TestedValue): boolean {
  switch (tests.kind) {
    case 'any':
      return true;
    case 'one-of':
      return tests.tests.some((test) => holdsOne(test, value));
    case 'none-of':
      return !tests.tests.some((test) => holdsOne(test, value));
    default:
      return never(tests);
  }
}

function holdsOne(test: UnaryTest, value: TestedValue): boolean {
  switch (test.kind) {
    case 'equals':
      return equals(test.literal, value);
    case 'compare':
      return compares(test.op, decimal(value), test.bound);
    case 'range': {
      const number = decimal(value);
      const { from, to } = test;
      return (
        (from.included ? number.gte(from.value) : number.gt(from.value)) &&
        (to.included ? number.lte(to.value) : number.lt(to.value))
      );
    }
    default:
      return never(test);
  }
}

function equals(literal: Literal, value: TestedValue): boolean {
  if (literal.kind === 'number') return literal.value.eq(decimal(value));
  if (typeof value !== literal.kind) throw new TypeError(`A ${literal.kind} was to be tested`);
  return literal.value === value;
}

function compares(op: Comparison, value: Big, bound: Big): boolean {
  switch (op) {
    case '<':
      return value.lt(bound);
    case '<=':
      return value.lte(bound);
    case '>':
      return value.gt(bound);
    case '>=':
      return value.gte(bound);
    default:
      return never(op);
  }
}

function decimal(value: TestedValue): Big {
  if (typeof value === 'string' || typeof value === 'boolean')
    throw new TypeError('A number was to be tested');
  return value;
}
