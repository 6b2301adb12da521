import type { FactProblem } from '../../facts.ts';
import { fail, ok, type Result } from '../../result.ts';
import type { Level } from '../../level.ts';
import { outcomeOfReceipt } from '../judge.ts';
import type { Outcome } from '../outcome.ts';
import type { Policy } from '../policy.ts';
import type { Referral } from '../routing-table.ts';
import { canBeAskedAgain } from './asked-again.ts';
import type { ReceiptToAskAgain } from './past-verdict.ts';

/** A verdict under two policies: the one by which it was taken, and another that was asked the same. */
export interface Compared {
  readonly from: Level;
  readonly to: Level;
  /** The rules that decided before, in order of id, and those that would. */
  readonly decided: readonly string[];
  readonly deciding: readonly string[];
  /** To whom it would be referred and was not, and the other way round. */
  readonly gained: readonly Referral[];
  readonly lost: readonly Referral[];
}

/**
 * Asks a policy what a receipt of another one answers, from the facts of that day. The error says why it cannot be said: a fact
 * that is missing or not allowed, or no rule that matches. That is never the same as the same verdict.
 */
export function compareVerdict(
  policy: Policy,
  receipt: ReceiptToAskAgain,
): Result<Compared, readonly FactProblem[]> {
  if (!canBeAskedAgain(receipt)) return fail([UNREADABLE]);
  const answer = outcomeOfReceipt(policy, receipt);
  return answer.ok ? ok(comparedWith(receipt, answer.value)) : answer;
}

const UNREADABLE: FactProblem = {
  fact: 'facts',
  rule: 'unreadable',
  detail: 'The receipt does not have the facts, or the level, that it is of: look at its event.',
};

function comparedWith(before: ReceiptToAskAgain, after: Outcome): Compared {
  return {
    from: before.level,
    to: after.level,
    decided: before.deciding,
    deciding: after.deciding,
    gained: withoutThose(after.referTo, before.referTo),
    lost: withoutThose(before.referTo, after.referTo),
  };
}

function withoutThose(all: readonly Referral[], those: readonly Referral[]): readonly Referral[] {
  return all.filter((each) => !those.some(({ authority, kind }) => same(each, authority, kind)));
}

const same = (one: Referral, authority: string, kind: string) =>
  one.authority === authority && one.kind === kind;
