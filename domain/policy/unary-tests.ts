import Big from 'big.js';
import { never } from '../result.ts';
import type { MomentType } from './decision-table.ts';
import type { Comparison, Expression } from './expression.ts';

export type { Comparison } from './expression.ts';

/**
 * A literal of a cell. Numbers are exact decimals, so that no threshold is off by a binary fraction; a day, a time or
 * a length of time is the decimal that `moments.ts` makes of it.
 */
export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: Big }
  | { readonly kind: MomentType; readonly value: Big };

/** What a cell computes from other names as well; no cell of a subsidiarity policy does. */
export interface Computed {
  readonly kind: 'computed';
  readonly text: string;
  readonly expression: Expression;
}

/** One end of a range. */
export interface Bound {
  readonly value: Big;
  readonly included: boolean;
}

/**
 * One positive unary test: `"a"`, `> 5`, `(1..10]`, `> limit`. Bounds are of numbers where `of` is absent, and of
 * what it says else.
 */
export type UnaryTest =
  | { readonly kind: 'equals'; readonly literal: Literal }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly bound: Big; readonly of?: MomentType }
  | { readonly kind: 'range'; readonly from: Bound; readonly to: Bound; readonly of?: MomentType }
  | Computed;

/** A whole cell: `-`, a comma list (or), or `not(…)` around one. */
export type UnaryTests =
  | { readonly kind: 'any' }
  | { readonly kind: 'one-of'; readonly tests: readonly UnaryTest[] }
  | { readonly kind: 'none-of'; readonly tests: readonly UnaryTest[] };

/** A value that a test can be held against: a number is an exact decimal, and so is a moment. */
export type TestedValue = string | boolean | Big;

/** A double prints as the shortest decimal that it stands for, which is the amount that was typed. */
export function testedValue(value: string | number | boolean): TestedValue {
  return typeof value === 'number' ? new Big(String(value)) : value;
}

/** How a computed test is answered for the value of its column. */
export type Compute = (test: Computed) => boolean;

const cannotCompute: Compute = ({ text }) => {
  throw new TypeError(`"${text}" was to be computed where nothing is`);
};

/**
 * Whether `value` passes the cell. Strict: a value of another type than the test's is a bug of the caller
 * (the table and the facts were checked), so it throws; it is never converted and never read as false.
 */
export function holds(tests: UnaryTests, value: TestedValue, compute = cannotCompute): boolean {
  switch (tests.kind) {
    case 'any':
      return true;
    case 'one-of':
      return tests.tests.some((test) => holdsOne(test, value, compute));
    case 'none-of':
      return !tests.tests.some((test) => holdsOne(test, value, compute));
    default:
      return never(tests);
  }
}

function holdsOne(test: UnaryTest, value: TestedValue, compute: Compute): boolean {
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
    case 'computed':
      return compute(test);
    default:
      return never(test);
  }
}

function equals(literal: Literal, value: TestedValue): boolean {
  if (literal.kind === 'string' || literal.kind === 'boolean') {
    if (typeof value !== literal.kind) throw new TypeError(`A ${literal.kind} was to be tested`);
    return literal.value === value;
  }
  return literal.value.eq(decimal(value));
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
