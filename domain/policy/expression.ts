import type Big from 'big.js';
import type { MomentType } from './decision-table.ts';

/** A literal's value, as the parser read it. */
export type LiteralValue = string | boolean | Big | Moment;

/** A day, a time or a length of time: `at` is the decimal that `moments.ts` makes of it. */
export interface Moment {
  readonly type: MomentType;
  readonly at: Big;
}

/** Of values that have an order. */
export type Comparison = '<' | '<=' | '>' | '>=';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';

/** `=` and `!=` ask for two values of one type, the others for two that have an order. */
export type ComparisonOperator = Comparison | '=' | '!=';

/**
 * An expression of FEEL as it was read: every name in it is known, and nothing is left that could not be evaluated.
 * Source: DMN 1.3, 10.3.1.2.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: LiteralValue }
  /** `null` may be written, and reading it is an error when it comes to that: nothing here has no value. */
  | { readonly kind: 'null' }
  | { readonly kind: 'name'; readonly name: string }
  /** `?`: the value that a cell tests. */
  | { readonly kind: 'tested' }
  | { readonly kind: 'path'; readonly of: Expression; readonly field: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negate'; readonly of: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly op: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'comparison';
      readonly op: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'logic';
      readonly op: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
    }
  /** True when one of the tests, each about `?`, is true of the value. */
  | { readonly kind: 'in'; readonly of: Expression; readonly tests: readonly Expression[] }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] };
