import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { RoutingFacts } from '../../domain/facts.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { evaluate, outcome, type Policy } from '../../domain/policy/policy.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { sharedPath } from '../support/shared.ts';
import { policyOf, SHIPPED_XML, withCell, withoutRule } from '../support/shipped-policy.ts';
import {
  AMOUNTS,
  read,
  type Amount,
  type AmountRule,
  type Reading,
} from '../support/subsidiarity-reading.ts';

interface Vector {
  readonly facts: RoutingFacts;
  readonly verdict: Reading;
}

const path = sharedPath('conformance', 'subsidiarity-vectors.jsonl');

function readVectors(file: string): Vector[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Vector);
}

/** A verdict as text, always in the same order, so that two can be compared; a refusal is one of its own. */
function textOf(verdict: Reading | null): string {
  if (verdict === null) return 'no rule matches';
  const { level, rules, deciding, referTo } = verdict;
  return JSON.stringify([level, rules, deciding, referTo.map(({ authority, kind }) => [authority, kind])]);
}

function decided(policy: Policy, facts: RoutingFacts): string {
  const found = outcome(policy, facts);
  return textOf(found.ok ? found.value : null);
}

/** The places of the vectors whose verdict a change of the policy changes, by the policy and by the reading. */
function changed(vectors: readonly Vector[], verdictOf: (facts: RoutingFacts) => string): number[] {
  return vectors.flatMap(({ facts, verdict }, place) =>
    verdictOf(facts) === textOf(verdict) ? [] : [place],
  );
}

interface Shift {
  readonly rule: AmountRule;
  readonly bound: 'over' | 'upTo' | 'least';
  readonly to: number;
}

/** Every threshold of every rule, once lower and once higher. */
function shifts(): Shift[] {
  return (Object.keys(AMOUNTS) as AmountRule[]).flatMap((rule) => {
    const amount: Amount = AMOUNTS[rule];
    return (['over', 'upTo', 'least'] as const).flatMap((bound) => {
      const value = amount[bound];
      if (value === undefined) return [];
      const [down, up] = bound === 'least' ? [value - 5, value + 5] : [value * 0.7, value * 1.5];
      return [down, up].map((to) => ({ rule, bound, to }));
    });
  });
}

/** The amount as a cell of the table, in XML. */
function cellOf({ over, upTo, least }: Amount): string {
  if (least !== undefined) return `&gt;= ${least}`;
  return upTo === undefined ? `&gt; ${String(over)}` : `(${String(over)}..${upTo}]`;
}

describe('the subsidiarity vectors', () => {
  if (path === null) {
    it('are not there: the shared folder is not beside the project, so nothing was compared', () => {
      console.log(
        '      The subsidiarity vectors are not there (REMIT_SHARED says where): nothing was compared.',
      );
      expect(path).to.equal(null);
    });
    return;
  }
  const vectors = readVectors(path);
  let shipped: Policy;

  before(async () => {
    shipped = await policyOf(SHIPPED_XML);
  });

  it('are 3,000, and the shipped policy agrees with every one', () => {
    expect(vectors).to.have.length(3000);
    for (const { facts, verdict } of vectors) expect(decided(shipped, facts)).to.equal(textOf(verdict));
  });

  it('each give a receipt that is stored, evaluated again and gives itself', () => {
    for (const { facts } of vectors) {
      const verdict = evaluate(shipped, facts);
      if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
      const stored = JSON.stringify(verdict.value.receipt);
      const again = evaluateReceipt(shipped, JSON.parse(stored) as Receipt);
      expect(again.ok && JSON.stringify(again.value)).to.equal(stored);
    }
  });

  it('agree with the plain reading that the changes below are counted by', () => {
    for (const { facts, verdict } of vectors) expect(textOf(read(facts))).to.equal(textOf(verdict));
  });

  for (let n = 1; n <= 27; n++) {
    const without = `S-${String(n).padStart(2, '0')}`;
    it(`without ${without} change exactly where the plain reading says`, async () => {
      const policy = await policyOf(withoutRule(SHIPPED_XML, without));
      const counted = changed(vectors, (facts) => textOf(read(facts, { without })));
      expect(counted).to.not.be.empty;
      expect(changed(vectors, (facts) => decided(policy, facts))).to.deep.equal(counted);
    });
  }

  for (const { rule, bound, to } of shifts()) {
    it(`with ${bound} ${to} in ${rule} change exactly where the plain reading says`, async () => {
      const amount: Amount = { ...AMOUNTS[rule], [bound]: to };
      const policy = await policyOf(withCell(SHIPPED_XML, rule, amount.fact, cellOf(amount)));
      const counted = changed(vectors, (facts) => textOf(read(facts, { amounts: { [rule]: amount } })));
      expect(counted).to.not.be.empty;
      expect(changed(vectors, (facts) => decided(policy, facts))).to.deep.equal(counted);
    });
  }
});
