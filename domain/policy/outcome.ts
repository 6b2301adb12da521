import type { Level } from '../level.ts';
import type { Referral, RoutingRule, RoutingTable } from './routing-table.ts';
import {
  hasRule,
  highestIn,
  matchingIn,
  ruleSets,
  tryTests,
  type RuleSets,
  type Tried,
} from './rule-sets.ts';
import type { TestedValue } from './unary-tests.ts';

/** What a policy says of one set of facts. */
export interface Outcome {
  readonly level: Level;
  /** Every rule that matched, in order of id. */
  readonly rules: readonly string[];
  /** The rules that matched at the verdict's level, in order of id. */
  readonly deciding: readonly string[];
  /** The referrals of every rule that matched, whatever its level, each once, by authority and kind. */
  readonly referTo: readonly Referral[];
}

/**
 * Tries every rule against facts that were checked before, and takes the highest level of those that match
 * (hit policy OUTPUT ORDER, DMN 1.3, 8.2.11). `null` where no rule matches, which is a hole in the policy and
 * never a verdict.
 */
export function outcomeOf(table: RoutingTable, values: readonly TestedValue[]): Outcome | null {
  const sets = ruleSets(table);
  return outcomeOfTried(table, sets, tryTests(sets, values));
}

/** `outcomeOf`, where the tests were tried before. */
export function outcomeOfTried(table: RoutingTable, sets: RuleSets, { passing }: Tried): Outcome | null {
  const matching = matchingIn(passing);
  const level = highestIn(sets, matching);
  if (level === null) return null;
  const matched = table.rules.filter((_, n) => hasRule(matching, n));
  return {
    level,
    rules: matched.map(({ id }) => id),
    deciding: matched.filter((rule) => rule.level === level).map(({ id }) => id),
    referTo: referrals(matched),
  };
}

function referrals(matched: readonly RoutingRule[]): Referral[] {
  const found: Referral[] = [];
  for (const { referral } of matched) {
    if (referral !== null && !found.some((other) => compareReferrals(other, referral) === 0))
      found.push(referral);
  }
  return found.sort(compareReferrals);
}

function compareReferrals(a: Referral, b: Referral): number {
  const [one, other] = [`${a.authority} ${a.kind}`, `${b.authority} ${b.kind}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
