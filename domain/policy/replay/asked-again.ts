import { MONEY } from '../../facts.ts';
import { LEVELS, type Level } from '../../level.ts';
import type { Claimed } from '../basis.ts';
import type { ReceiptToAskAgain } from './past-verdict.ts';

type Loose = Readonly<Record<string, unknown>>;

/**
 * Whether what is stored has the shape of a receipt, as far as a policy is asked what it answers: what somebody made of a row by
 * hand may be anything, and must not end the reading of all others.
 */
export function canBeAskedAgain(receipt: unknown): receipt is ReceiptToAskAgain {
  if (!isObject(receipt)) return false;
  const { policy, facts, basis, level, deciding, referTo } = receipt;
  return (
    isObject(policy) &&
    typeof policy['version'] === 'string' &&
    typeof policy['hash'] === 'string' &&
    isObject(facts) &&
    LEVELS.some((known) => known === level) &&
    isListOf(deciding, (each) => typeof each === 'string') &&
    isListOf(referTo, isObject) &&
    (basis === undefined || isBasis(basis))
  );
}

/** What a receipt says was decided, by which policy; of one that cannot be read, nothing. */
export function saidBy(receipt: ReceiptToAskAgain): {
  readonly policy: { readonly version: string; readonly hash: string };
  readonly from: Level | null;
  readonly decided: readonly string[];
} {
  if (!canBeAskedAgain(receipt)) return { policy: { version: '', hash: '' }, from: null, decided: [] };
  const { policy, level, deciding } = receipt;
  return {
    policy: { version: policy.version, hash: policy.hash },
    from: level,
    decided: deciding,
  };
}

function isBasis(basis: unknown): basis is Claimed {
  if (!isObject(basis)) return false;
  const { asserted, linked, challenges } = basis;
  const isMoney = (value: unknown) => typeof value === 'number';
  return (
    isObject(asserted) &&
    MONEY.every((fact) => asserted[fact] === undefined || isMoney(asserted[fact])) &&
    isListOf(linked, (each) => isObject(each) && MONEY.every((fact) => isMoney(each[fact]))) &&
    isListOf(challenges, (each) => {
      if (!isObject(each) || typeof each['fact'] !== 'string') return false;
      const { fact, value } = each;
      return MONEY.some((money) => money === fact) ? isMoney(value) : typeof value !== 'object';
    })
  );
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

const isListOf = (list: unknown, is: (each: unknown) => boolean) => Array.isArray(list) && list.every(is);
