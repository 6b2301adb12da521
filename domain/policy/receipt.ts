import type { RoutingFacts } from '../facts.ts';
import type { Level } from '../level.ts';
import type { Basis } from './basis.ts';
import { counterfactuals, type Counterfactual } from './counterfactual.ts';
import type { Outcome } from './outcome.ts';
import type { FactName, Referral, RoutingTable } from './routing-table.ts';
import { hasRule, matchingIn, ruleSets, type Tried } from './rule-sets.ts';

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

/** Writes the receipt of an outcome; `tried` is what came of the table's tests. */
export function writeReceipt(
  policy: { readonly version: string; readonly hash: string },
  table: RoutingTable,
  facts: RoutingFacts,
  tried: Tried,
  outcome: Outcome,
): Receipt {
  const sets = ruleSets(table);
  const matching = matchingIn(tried.passing);
  return {
    policy: { version: policy.version, hash: policy.hash },
    facts,
    rules: table.rules.map(({ id, level, cells }, n) => ({
      id,
      matched: hasRule(matching, n),
      level,
      conditions: cells.map(({ input, text }, cell) => {
        const fact = factOf(table, input);
        return {
          fact,
          test: text,
          value: facts[fact],
          held: tried.held[sets.testOf[n]?.[cell] ?? -1] === true,
        };
      }),
    })),
    level: outcome.level,
    deciding: outcome.deciding,
    referTo: outcome.referTo,
    ...counterfactuals(table, facts, tried.passing, outcome.level),
  };
}

function factOf({ inputs }: RoutingTable, input: number): FactName {
  const column = inputs[input];
  if (column === undefined) throw new RangeError(`The table has no input ${input}`);
  return column.name;
}
