import type { Level } from '../level.ts';
import type { Stage } from '../stage.ts';

/** One check of a requirement. Paths are dotted and start at `proposal`, `facts` or `content`. */
export type Check =
  | { readonly kind: 'present'; readonly paths: readonly string[] }
  | { readonly kind: 'each'; readonly list: string; readonly fields: readonly string[] }
  | {
      readonly kind: 'each-or';
      readonly list: string;
      readonly fields: readonly string[];
      readonly or: string;
    }
  | { readonly kind: 'never'; readonly paths: readonly string[]; readonly value: string }
  | { readonly kind: 'distinct'; readonly list: string; readonly atLeast: number }
  | { readonly kind: 'facts-confirmed' }
  | { readonly kind: 'money-within-approved' };

/** What a gate of one stage needs, beside its seats. */
export interface RequirementRule {
  readonly id: string;
  readonly name: string;
  readonly checks: readonly Check[];
}

/** Who must agree, as the first rule that fits level and stage says. */
export interface QuorumRule {
  readonly levels: readonly Level[];
  readonly stages: readonly Stage[];
  readonly approvals: number;
  readonly professions: number;
  readonly registered: number;
  readonly notOwnersProfession: boolean;
}

/** Which affected ICSs sign, as the first rule that fits level and stage says; none where no rule fits. */
export interface SignatureRule {
  readonly levels: readonly Level[];
  readonly stages: readonly Stage[];
  readonly systems: 'every' | 'one';
}

/** How long people have, in working days, and who within the level is told when it passes. */
export interface Times {
  readonly decideWithin: number;
  readonly remindBefore: number;
  readonly tellAgainAfter: number;
  readonly chain: readonly string[];
}

/** The gate rules: data with a version, like the policy. Source: policy/gates. */
export interface GateRules {
  readonly version: number;
  readonly name: string;
  readonly times: Times;
  readonly quorum: readonly QuorumRule[];
  readonly signatures: readonly SignatureRule[];
  readonly requirements: Readonly<Record<Stage, readonly RequirementRule[]>>;
}

/** The first rule that fits a level and a stage. */
export function ruleFor<R extends { readonly levels: readonly Level[]; readonly stages: readonly Stage[] }>(
  rules: readonly R[],
  level: Level,
  stage: Stage,
): R | undefined {
  return rules.find((rule) => rule.levels.includes(level) && rule.stages.includes(stage));
}
