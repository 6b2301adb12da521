import type { FactProblem } from '../../domain/facts.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { explain, whatWouldRaise } from '../../domain/policy/plain-english.ts';
import { evaluate } from '../../domain/policy/policy.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { canonical } from '../../domain/log/canonical.ts';
import type { Say } from '../embedded/start-problem.ts';
import { policyOf, readJson } from './read-policy.ts';

/** Exit codes: a verdict, a receipt that does not give itself, or no verdict at all. */
const SAID = 0;
const NOT_ITSELF = 1;
const NO_VERDICT = 2;

export interface VerdictOptions {
  /** The policy's file; the shipped one when left out. */
  readonly policy?: string;
}

/** Prints the verdict on facts with its receipt, as JSON, and gives the exit code. */
export async function evaluateFacts(file: string, { policy }: VerdictOptions, say: Say): Promise<number> {
  const [by, facts] = [await policyOf(policy), await readJson(file)];
  const verdict = evaluate(by, facts);
  if (!verdict.ok) return refused(verdict.error, say);
  say(JSON.stringify(verdict.value, null, 2));
  return SAID;
}

/**
 * Tells in sentences where facts are decided and why, and what would change it. Of a receipt it is read again first, under the policy
 * that it names: whether it gives itself is said last.
 */
export async function explainVerdict(file: string, { policy }: VerdictOptions, say: Say): Promise<number> {
  const [by, given] = [await policyOf(policy), await readJson(file)];
  const receipt = receiptIn(given);
  if (receipt === null) {
    const verdict = evaluate(by, given);
    if (!verdict.ok) return refused(verdict.error, say);
    tell(verdict.value.receipt, say);
    return SAID;
  }
  const again = evaluateReceipt(by, receipt);
  if (!again.ok) return refused(again.error, say);
  tell(receipt, say);
  const under = `policy ${by.version} (SHA-256 ${by.hash})`;
  if (canonical(again.value) === canonical(receipt)) {
    say(`Evaluated again under ${under}, the receipt gives itself.`);
    return SAID;
  }
  say(
    `Evaluated again under ${under}, the receipt does not give itself: ${differences(receipt, again.value)}.`,
  );
  return NOT_ITSELF;
}

function tell(receipt: Receipt, say: Say): void {
  for (const sentence of [...explain(receipt), ...whatWouldRaise(receipt)]) say(sentence);
}

/** A receipt by itself, or the answer that has it; `null` of plain facts. */
function receiptIn(given: unknown): Receipt | null {
  if (typeof given !== 'object' || given === null) return null;
  if ('receipt' in given) return receiptIn(given.receipt);
  return 'policy' in given && 'facts' in given && 'rules' in given ? (given as Receipt) : null;
}

function differences(stored: Receipt, again: Receipt): string {
  const keys = [...new Set([...Object.keys(stored), ...Object.keys(again)])] as (keyof Receipt)[];
  const differing = keys.filter((key) => canonical(stored[key] ?? null) !== canonical(again[key] ?? null));
  return `${differing.join(', ')} ${differing.length === 1 ? 'is' : 'are'} otherwise`;
}

function refused(problems: readonly FactProblem[], say: Say): number {
  for (const { fact, rule, detail } of problems) say(`no verdict: ${fact} (${rule}): ${detail}`);
  return NO_VERDICT;
}
