/**
 * A decision table as plain, frozen data: what a DMN file says, with cells still as text.
 * Source of the words: OMG DMN 1.3, chapter 8.
 */

/**
 * The types of days, times and lengths of time. Each is held as one exact decimal (`moments.ts`), so whatever orders
 * numbers orders them too.
 */
export const MOMENT_TYPES = [
  'date',
  'time',
  'date and time',
  'days and time duration',
  'years and months duration',
] as const;

export type MomentType = (typeof MOMENT_TYPES)[number];

/** The types that a column of a subsidiarity policy may hold. */
export const POLICY_TYPES = ['string', 'number', 'boolean'] as const;

/** The FEEL types that a column may hold. */
export const VALUE_TYPES = [...POLICY_TYPES, ...MOMENT_TYPES] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** The hit policies of DMN 1.3, 8.2.10; a subsidiarity policy has OUTPUT ORDER only. */
export const HIT_POLICIES = [
  'UNIQUE',
  'ANY',
  'PRIORITY',
  'FIRST',
  'RULE ORDER',
  'OUTPUT ORDER',
  'COLLECT',
] as const;

export type HitPolicy = (typeof HIT_POLICIES)[number];

/** What COLLECT may make of what it collects. */
export const AGGREGATIONS = ['SUM', 'COUNT', 'MIN', 'MAX'] as const;

export type Aggregation = (typeof AGGREGATIONS)[number];

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
  /** `null` but with COLLECT, which may have one. */
  readonly aggregation: Aggregation | null;
  /** Where no rule matches: a cell for each output, or `null` where that is an error. */
  readonly defaults: readonly string[] | null;
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly annotations: readonly string[];
  readonly rules: readonly TableRule[];
}

/** What a policy, or another DMN file, can be refused for. */
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
  | 'cycle'
  | 'reference-missing'
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
