import type { RoutingFacts } from '../facts.ts';
import { isAbove, type Level } from '../level.ts';
import type { Referral, RoutingRule, RoutingTable } from './routing-table.ts';
import { holds, testedValue, type TestedValue } from './unary-tests.ts';

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

/** The facts as a table tests them: a value for each input, numbers as exact decimals. */
export function testedValues(table: RoutingTable, facts: RoutingFacts): readonly TestedValue[] {
  return table.inputs.map(({ name }) => testedValue(facts[name]));
}

/**
 * Tries every rule against facts that were checked before, and takes the highest level of those that match
 * (hit policy OUTPUT ORDER, DMN 1.3, 8.2.11). `null` where no rule matches, which is a hole in the policy and
 * never a verdict.
 */
export function outcomeOf(table: RoutingTable, values: readonly TestedValue[]): Outcome | null {
  const matched = table.rules.filter((rule) => matches(rule, values));
  const [first] = matched;
  if (first === undefined) return null;
  let { level } = first;
  for (const rule of matched) if (isAbove(rule.level, level)) level = rule.level;
  return {
    level,
    rules: matched.map(({ id }) => id),
    deciding: matched.filter((rule) => rule.level === level).map(({ id }) => id),
    referTo: referrals(matched),
  };
}

/** True when every cell of the rule holds. */
function matches(rule: RoutingRule, values: readonly TestedValue[]): boolean {
  return rule.cells.every(({ input, tests }) => holds(tests, valueAt(values, input)));
}

/** The value that a cell tests; a table and its values are made together, so a missing one is a bug. */
export function valueAt(values: readonly TestedValue[], input: number): TestedValue {
  const value = values[input];
  if (value === undefined) throw new RangeError(`There is no value for input ${input}`);
  return value;
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
