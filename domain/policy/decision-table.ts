/**
 * A decision table as plain, frozen data: what a DMN file says, with cells still as text.
 * Source of the words: OMG DMN 1.3, chapter 8.
 */

/** The FEEL types that a column may hold. */
export const VALUE_TYPES = ['string', 'number', 'boolean'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** The hit policies that are understood; a table with another one is refused. */
export const HIT_POLICIES = ['OUTPUT ORDER'] as const;

export type HitPolicy = (typeof HIT_POLICIES)[number];

/** One column: `allowed` is the unary tests of its allowed values as text, or `null` where any value will do. */
export interface Column {
  readonly name: string;
  readonly label: string;
  readonly type: ValueType;
  readonly allowed: string | null;
}

/** One row: a cell for each input and output of the table, and a text for each of its annotations, in order. */
export interface TableRule {
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly annotations: readonly string[];
}

export interface DecisionTable {
  readonly id: string;
  readonly hitPolicy: HitPolicy;
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly annotations: readonly string[];
  readonly rules: readonly TableRule[];
}

/** What a policy can be refused for. */
export type PolicyProblemType =
  | 'too-large'
  | 'not-dmn'
  | 'not-understood'
  | 'name-missing'
  | 'version-missing'
  | 'type-unknown'
  | 'cell-not-understood'
  | 'cell-wrong-type'
  | 'cell-outside-allowed-values'
  | 'duplicate'
  | 'wrong-columns'
  | 'wrong-levels'
  | 'wrong-referral';

/** One thing that keeps a policy from being read, where it stands in the file, and what would mend it. */
export interface PolicyProblem {
  readonly type: PolicyProblemType;
  /** The id of the decision table, or `null` where the problem is of the file. */
  readonly table: string | null;
  /** The id of the rule, or its place ("rule 3") where it has none; `null` where the problem is of the table. */
  readonly rule: string | null;
  /** The name of the column, or `null` where the problem is of the whole rule. */
  readonly cell: string | null;
  readonly detail: string;
}
