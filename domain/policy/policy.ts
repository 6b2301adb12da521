// temporary until merge
import type { Result } from '../result.ts';
import type { FactProblem } from '../facts.ts';
import type { Level } from '../level.ts';
export interface Receipt {
  readonly level: Level;
  readonly deciding: readonly string[];
}
export interface Policy {
  readonly version: number;
  readonly hash: string;
}
export interface PolicyVerdict {
  level: Level;
  rules: string[];
  deciding: string[];
  referTo: { authority: string; kind: 'consent' | 'notice' }[];
  receipt: Receipt;
}
export declare function evaluate(
  policy: Policy,
  facts: unknown,
): Result<PolicyVerdict, readonly FactProblem[]>;
