import type { RoutingFacts } from '../facts.ts';
import type { Level } from '../level.ts';
import type { Basis } from './basis.ts';
import { counterfactuals, type Counterfactual } from './counterfactual.ts';
import { valueAt, type Outcome } from './outcome.ts';
import type { FactName, Referral, RoutingRule, RoutingTable } from './routing-table.ts';
import { holds, type TestedValue } from './unary-tests.ts';

/** One cell held against one fact. `test` is the cell as the policy has it, in FEEL. */
export interface ReceiptCondition {
  readonly fact: FactName;
  readonly test: string;
  readonly value: string | number | boolean;
  readonly held: boolean;
}

/** One rule of the policy: matched when every one of its conditions held. */
export interface ReceiptRule {
  readonly id: string;
  readonly matched: boolean;
  readonly level: Level;
  readonly conditions: readonly ReceiptCondition[];
}

/**
 * Why a gate is decided where it is, as plain JSON that explains itself: read again with the same policy it
 * gives the same receipt. Rules are in order of id, facts in the order of the policy's inputs.
 */
export interface Receipt {
  readonly policy: { readonly version: string; readonly hash: string };
  readonly facts: RoutingFacts;
  readonly rules: readonly ReceiptRule[];
  readonly level: Level;
  readonly deciding: readonly string[];
  readonly referTo: readonly Referral[];
  /** The smallest changes of facts with which it would be decided more locally; `null` where none would do it. */
  readonly moreLocal: Counterfactual | null;
  /** And with which by a higher level; not said in receipts of before it was, where `moreLocal` is near but not surely smallest. */
  readonly lessLocal?: Counterfactual | null;
  /** Where more than what the owner asserts was read: what was challenged, and the money of linked initiatives. */
  readonly basis?: Basis;
}

/**
 * A receipt with those rules alone that decided: enough to tell people why. What it leaves out, the most of it, is in the
 * event that gave the verdict.
 */
export function briefly(receipt: Receipt): Receipt {
  // What somebody made of a row by hand is left as it is: the doctor says so.
  const { rules, deciding } = receipt as Partial<Receipt>;
  if (rules === undefined || deciding === undefined) return receipt;
  return { ...receipt, rules: rules.filter(({ id }) => deciding.includes(id)) };
}

/** Writes the receipt of an outcome. `values` are the facts as the table tests them. */
export function writeReceipt(
  policy: { readonly version: string; readonly hash: string },
  table: RoutingTable,
  facts: RoutingFacts,
  values: readonly TestedValue[],
  outcome: Outcome,
): Receipt {
  return {
    policy: { version: policy.version, hash: policy.hash },
    facts,
    rules: table.rules.map((rule) => writeRule(rule, table, facts, values, outcome)),
    level: outcome.level,
    deciding: outcome.deciding,
    referTo: outcome.referTo,
    ...counterfactuals(table, facts, outcome.level),
  };
}

function writeRule(
  rule: RoutingRule,
  table: RoutingTable,
  facts: RoutingFacts,
  values: readonly TestedValue[],
  outcome: Outcome,
): ReceiptRule {
  const conditions = rule.cells.flatMap(({ input, text, tests }): ReceiptCondition[] => {
    const fact = table.inputs[input]?.name;
    if (fact === undefined) return [];
    return [{ fact, test: text, value: facts[fact], held: holds(tests, valueAt(values, input)) }];
  });
  return { id: rule.id, matched: outcome.rules.includes(rule.id), level: rule.level, conditions };
}
