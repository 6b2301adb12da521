import { createHash } from 'node:crypto';
import type { FactProblem } from '../facts.ts';
import { fail, ok, type Result } from '../result.ts';
import { compileTable } from './compile-table.ts';
import type { DecisionTable, PolicyProblem } from './decision-table.ts';
import { ALL_FACTS, prepareFacts } from './facts-check.ts';
import { outcomeOf, outcomeOfTried, type Outcome } from './outcome.ts';
import { readDmn } from './read-dmn.ts';
import { writeReceipt, type Receipt } from './receipt.ts';
import { routingTable, type RoutingTable } from './routing-table.ts';
import { ruleSets, tryTests } from './rule-sets.ts';

/** A subsidiarity policy that was read and checked whole: what it says, and the form that is evaluated. */
export interface Policy {
  readonly version: string;
  readonly name: string;
  /** SHA-256, in hex, of the policy's XML as `canonicalXml` has it. */
  readonly hash: string;
  readonly table: DecisionTable;
  readonly routing: RoutingTable;
}

/** An outcome with the receipt that explains it. */
export interface PolicyVerdict extends Outcome {
  readonly receipt: Receipt;
}

/**
 * Reads, checks and compiles a policy from DMN 1.3 XML. All its cells are read here, once: a policy that loads
 * has no cell that could fail later. The error lists what is wrong and where it stands in the file.
 */
export async function loadPolicy(xml: string): Promise<Result<Policy, PolicyProblem[]>> {
  const canonical = canonicalXml(xml);
  const read = await readDmn(canonical);
  if (!read.ok) return read;
  const { name, version, table } = read.value;
  const compiled = compileTable(table);
  if (!compiled.ok) return compiled;
  const routing = routingTable(table.id, compiled.value);
  if (!routing.ok) return routing;
  const hash = createHash('sha256').update(canonical, 'utf8').digest('hex');
  return ok(Object.freeze({ version, name, hash, table, routing: routing.value }));
}

/**
 * The text that a policy's hash is of: without a byte order mark and with every line end a line feed, as XML 1.0
 * section 2.11 has every parser read it, so that a checkout on another system does not change a policy.
 */
export function canonicalXml(xml: string): string {
  return xml.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
}

/**
 * Where a gate with these facts is decided, without the receipt: for replaying a policy over many gates.
 * The errors are those of `evaluate`.
 */
export function outcome(policy: Policy, facts: unknown): Result<Outcome, FactProblem[]> {
  const checked = prepareFacts(policy.routing.inputs, facts);
  if (!checked.ok) return checked;
  const found = outcomeOf(policy.routing, checked.value.values);
  return found ? ok(found) : fail([noRuleMatches(policy)]);
}

/**
 * Where a gate with these facts is decided, by which rules, to whom it is referred, and why.
 *
 * The errors name the facts that cannot be used (`checkFacts`), or say `no-rule-matches`: both open no gate,
 * and neither is ever read as a verdict (the policy document, "How it is read").
 */
export function evaluate(policy: Policy, facts: unknown): Result<PolicyVerdict, FactProblem[]> {
  const { routing } = policy;
  const checked = prepareFacts(routing.inputs, facts);
  if (!checked.ok) return checked;
  const { facts: known, values } = checked.value;
  const sets = ruleSets(routing);
  const tried = tryTests(sets, values);
  const found = outcomeOfTried(routing, sets, tried);
  if (!found) return fail([noRuleMatches(policy)]);
  return ok({ ...found, receipt: writeReceipt(policy, routing, known, tried, found) });
}

function noRuleMatches(policy: Policy): FactProblem {
  const detail =
    `No rule of policy ${policy.version} matches these facts, so it cannot say who decides: ` +
    'the policy needs a rule for them.';
  return { fact: ALL_FACTS, rule: 'no-rule-matches', detail };
}
