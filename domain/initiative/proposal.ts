import type { BodyCode } from '../body.ts';
import type { PolicyRef } from '../policy-life/life.ts';

export const INVOLVEMENTS = ['led', 'involved'] as const;

/** The four purposes of an ICS. */
export const PURPOSES = [
  'population-health',
  'unequal-access-and-outcomes',
  'productivity-and-value',
  'social-and-economic-development',
] as const;

/** The words of a proposal: free text, kept as content. */
export interface ProposalText {
  readonly title: string;
  readonly aim?: string;
  readonly partners?: readonly string[];
}

/** A proposal: what it is, who leads it, whom it touches, who does the work. */
export interface Proposal {
  readonly title: string;
  readonly aim: string | null;
  /** Led by the lead body, or with its involvement. */
  readonly involvement: (typeof INVOLVEMENTS)[number];
  readonly lead: BodyCode;
  readonly affected: readonly BodyCode[];
  readonly partners: readonly string[];
  readonly purposes: readonly (typeof PURPOSES)[number][];
  /** Codes of professions. */
  readonly team: readonly string[];
  /** Initiatives whose money is added to this one's before it is compared; absent where it names none. */
  readonly linkedInitiatives?: readonly string[];
  /** The text of a version of the policy that it is to put in force; absent where it is about none. */
  readonly policy?: PolicyRef;
}
