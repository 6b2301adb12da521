import type { Example } from './can-be.ts';

/** What can be found in a table before it is used. */
export const FINDING_KINDS = [
  'gap',
  'overlap',
  'never-matches',
  'masked',
  'outside-allowed',
  'unreachable',
  'more-local-higher',
  'threshold',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** How many findings of one kind are listed; the rest is counted. */
export const MOST_LISTED = 100;

/**
 * One thing found. An `error` leaves facts without a verdict or with two; a `warning` is hardly meant; a `note` is how
 * the hit policy works, and worth knowing.
 */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: 'error' | 'warning' | 'note';
  /** The ids of the rules concerned. */
  readonly rules: readonly string[];
  /** The column concerned, where it is one. */
  readonly cell: string | null;
  /**
   * The smallest example: facts that are away from the most local, or the plainest, in as few as can be. `null` only where no
   * facts can show it: what no rule gives has no example, nor has a rule whose other cells never hold together either.
   */
  readonly example: Example | null;
  /** What the example is compared with, where it is: facts that differ from it in `cell` alone. */
  readonly beside: Example | null;
  readonly detail: string;
}

/** Everything that was found in a table, in order of kind. */
export interface Analysis {
  readonly findings: readonly Finding[];
  /** Of each kind how many more there are than are listed; `null` where they were not counted. */
  readonly more: Readonly<Partial<Record<FindingKind, number | null>>>;
  /** How many pairs of rules match together for some facts, and for how many of them it matters. */
  readonly overlaps: { readonly pairs: number; readonly mattering: number };
  /** What the table is too large for, so that nothing is said of it; empty where everything was answered. */
  readonly unanswered: readonly { readonly kind: FindingKind; readonly detail: string }[];
  /** How many rules, columns, and atoms of all columns there are. */
  readonly size: { readonly rules: number; readonly columns: number; readonly atoms: number };
}
