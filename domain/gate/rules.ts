import type { BodyCode } from '../body.ts';
import type { Level } from '../level.ts';
import type { StaffGroup } from '../professions.ts';
import type { Stage } from '../stage.ts';
import type { Section } from './sections.ts';
import type { SeatRole } from './thresholds.ts';

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

/** Of whom something is asked, as the rules say it; a level is that of the body that somebody answers for. */
export interface FilterRule {
  readonly professions?: readonly string[];
  readonly staffGroups?: readonly StaffGroup[];
  readonly registered?: boolean;
  readonly bodies?: readonly BodyCode[];
  readonly levels?: readonly Level[];
  readonly roles?: readonly SeatRole[];
}

/** So many approvals, and what they must have between them. */
export interface ThresholdRule {
  readonly approve: number;
  /** How many declines end it. */
  readonly decline: number;
  readonly filter: FilterRule;
  readonly professions: number;
  readonly bodies: number;
  readonly among: readonly { readonly atLeast: number; readonly filter: FilterRule }[];
  readonly notOwnersProfession: boolean;
  readonly reads: readonly Section[] | null;
}

/** Approvals that a gate needs, by any one of some thresholds; of each deciding body, or of all of them together. */
export interface SetRule {
  readonly id: string;
  readonly name: string;
  readonly of: 'each-deciding-body' | 'deciding-bodies-together';
  readonly anyOf: readonly ThresholdRule[];
  readonly after: readonly string[];
  readonly reads: readonly Section[] | null;
}

/** Who must agree, as the first rule that fits level and stage says: every set, and no decline by whom a veto names. */
export interface QuorumRule {
  readonly levels: readonly Level[];
  readonly stages: readonly Stage[];
  readonly sets: readonly SetRule[];
  readonly vetoes: readonly FilterRule[];
}

/** Which affected ICSs sign, as the first rule that fits level and stage says; none where no rule fits. */
export interface SignatureRule {
  readonly levels: readonly Level[];
  readonly stages: readonly Stage[];
  readonly systems: 'every' | 'one';
  readonly after: readonly string[];
  readonly reads: readonly Section[] | null;
}

/** How long people have, in working days, and who within the level is told when it passes. */
export interface Times {
  readonly decideWithin: number;
  readonly remindBefore: number;
  readonly tellAgainAfter: number;
  readonly chain: readonly string[];
}

/**
 * The gate rules: data with a version, like the policy, in the shape that `readGateRules` makes of a file of either format.
 * Source: policy/gates.
 */
export interface GateRules {
  readonly version: number;
  readonly name: string;
  readonly times: Times;
  readonly quorum: readonly QuorumRule[];
  readonly signatures: readonly SignatureRule[];
  /** What those read who advise. */
  readonly advice: { readonly reads: readonly Section[] | null };
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
