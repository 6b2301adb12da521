import type { Level } from './level.ts';
import type { Stage } from './stage.ts';

/**
 * What the owner asserts and the subsidiarity policy reads.
 * Money is in pounds sterling, exact, at most two decimals, never negative;
 * `consultancyGbp` is part of `revenueGbp`. `residualRisk` is likelihood × impact, each 1 to 5.
 */
export interface Facts {
  readonly revenueGbp: number;
  readonly capitalGbp: number;
  readonly consultancyGbp: number;
  readonly novelContentiousOrRepercussive: boolean;
  readonly changesNationalStandard: boolean;
  readonly caseToGovernment: boolean;
  readonly regulatedProgramme: boolean;
  readonly substantialServiceChange: boolean;
  readonly residualRisk: number;
  readonly qualityConcernUnresolved: boolean;
}

export type Fact = keyof Facts;
export type FactValue = number | boolean;

/** The facts that are asserted, in the order in which people read them. */
export const FACTS = [
  'revenueGbp',
  'capitalGbp',
  'consultancyGbp',
  'novelContentiousOrRepercussive',
  'changesNationalStandard',
  'caseToGovernment',
  'regulatedProgramme',
  'substantialServiceChange',
  'residualRisk',
  'qualityConcernUnresolved',
] as const satisfies readonly Fact[];

/** The facts that are money, judged when the plan is approved. Source: policy/subsidiarity. */
export const MONEY = ['revenueGbp', 'capitalGbp', 'consultancyGbp'] as const;

export type Money = Pick<Facts, (typeof MONEY)[number]>;

/** The facts of one gate: what was asserted, with the stage and the derived scope. */
export interface RoutingFacts extends Facts {
  readonly stage: Stage;
  readonly scope: Level;
}

/** One fact that cannot be used, and what would mend it. */
export interface FactProblem {
  readonly fact: string;
  readonly rule: string;
  readonly detail: string;
}
