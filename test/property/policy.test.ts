import { expect } from 'chai';
import fc from 'fast-check';
import type { RoutingFacts } from '../../domain/facts.ts';
import { isAbove } from '../../domain/level.ts';
import { explain } from '../../domain/policy/plain-english.ts';
import { evaluateReceipt } from '../../domain/policy/judge.ts';
import { evaluate, outcome, type Policy, type PolicyVerdict } from '../../domain/policy/policy.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { facts as someFacts, RISKS, wrongFacts } from '../support/facts-arbitrary.ts';
import { policyOf, SHIPPED_XML } from '../support/shipped-policy.ts';
import { read } from '../support/subsidiarity-reading.ts';

describe('the subsidiarity policy, for any facts', () => {
  let policy: Policy;

  before(async () => {
    policy = await policyOf(SHIPPED_XML);
  });

  function verdictOf(facts: unknown): PolicyVerdict {
    const verdict = evaluate(policy, facts);
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.error));
    return verdict.value;
  }

  it('gives the verdict of the plain reading, for 100,000 facts', () => {
    let compared = 0;
    fc.assert(
      fc.property(someFacts, (facts) => {
        const found = outcome(policy, facts);
        if (!found.ok) throw new Error(JSON.stringify(found.error));
        const { level, rules, deciding, referTo } = found.value;
        // As text, which is the quicker by far to compare.
        expect(JSON.stringify({ level, rules, deciding, referTo })).to.equal(JSON.stringify(read(facts)));
        compared += 1;
      }),
      { numRuns: 100_000 },
    );
    expect(compared).to.equal(100_000);
  });

  it('says in its receipt what its outcome is, with every condition as the plain reading has its rule', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { level, deciding, referTo, receipt } = verdictOf(facts);
        expect({ level, deciding, referTo }).to.deep.equal({
          level: receipt.level,
          deciding: receipt.deciding,
          referTo: receipt.referTo,
        });
        const matched = receipt.rules.filter((rule) => rule.conditions.every(({ held }) => held));
        expect(matched.map(({ id }) => id)).to.deep.equal(read(facts)?.rules);
        expect(receipt.rules.filter((rule) => rule.matched)).to.deep.equal(matched);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a verdict or problems that name what is wrong, whatever comes in', () => {
    const name = fc.constantFrom(...Object.keys(fc.sample(someFacts, 1)[0]!));
    const anything = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true }),
      fc.tuple(someFacts, name, fc.anything()).map(([facts, fact, value]) => ({ ...facts, [fact]: value })),
    );
    fc.assert(
      fc.property(anything, (facts) => {
        const verdict = evaluate(policy, facts);
        if (verdict.ok) return;
        expect(verdict.error).to.not.be.empty;
        for (const { fact, rule, detail } of verdict.error) {
          expect(rule).to.not.equal('');
          expect(detail).to.include(fact === 'facts' ? 'facts' : fact);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses 1,000 sets of facts made wrong, each by the name of the fact and the rule broken', () => {
    const made = fc.sample(wrongFacts, { numRuns: 1000, seed: 20261101 });
    expect(made).to.have.length(1000);
    const rules = new Set<string>();
    for (const { facts, fact, rule } of made) {
      const verdict = evaluate(policy, facts);
      if (verdict.ok) return expect.fail(`${fact} was not refused for ${rule}`);
      expect(verdict.error.map((problem) => [problem.fact, problem.rule])).to.deep.include([fact, rule]);
      rules.add(rule);
    }
    expect(rules).to.have.length(9);
  });

  it('does not mind the order of JSON keys', () => {
    fc.assert(
      fc.property(someFacts, fc.infiniteStream(fc.double({ noNaN: true })), (facts, chance) => {
        const keys = Object.entries(facts).map((entry) => ({ entry, at: chance.next().value as number }));
        const shuffled = Object.fromEntries(keys.sort((a, b) => a.at - b.at).map(({ entry }) => entry));
        expect(JSON.stringify(verdictOf(shuffled))).to.equal(JSON.stringify(verdictOf(facts)));
      }),
    );
  });

  it('writes a receipt that survives JSON and reads back as itself', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { receipt } = verdictOf(facts);
        const stored = JSON.parse(JSON.stringify(receipt)) as Receipt;
        expect(stored).to.deep.equal(receipt);
        expect(evaluateReceipt(policy, stored)).to.deep.equal({ ok: true, value: receipt });
      }),
    );
  });

  it('proposes only what would make the verdict more local, and proposes it wherever facts decide', () => {
    fc.assert(
      fc.property(someFacts, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (facts, chance) => {
        const { receipt } = verdictOf(facts);
        const placed = receipt.rules
          .filter((rule) => receipt.deciding.includes(rule.id))
          .some((rule) => rule.conditions.every(({ fact }) => fact === 'stage' || fact === 'scope'));
        expect(receipt.moreLocal === null).to.equal(placed);
        if (receipt.moreLocal === null) return;
        const nearest: Record<string, unknown> = { ...facts };
        for (const { fact, to } of receipt.moreLocal.changes) nearest[fact] = to;
        expect(verdictOf(nearest).level).to.equal(receipt.moreLocal.level);
        expect(isAbove(receipt.level, receipt.moreLocal.level)).to.equal(true);
        expect(isAbove(receipt.level, verdictOf(within(facts, receipt, chance)).level)).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is explained in sentences that name every deciding rule', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { receipt } = verdictOf(facts);
        const sentences = explain(receipt);
        for (const id of receipt.deciding) expect(sentences.join(' ')).to.include(id);
        for (const sentence of sentences) {
          expect(sentence).to.match(/^[A-Z].*\.$/);
          expect(sentence).to.not.match(/undefined|NaN|Gbp| {2}/);
        }
        expect(sentences.length >= 1 + receipt.referTo.length).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The facts with every change of the proposal, each anywhere in what it says is needed. */
function within(facts: RoutingFacts, receipt: Receipt, chance: readonly number[]): RoutingFacts {
  const changed: Record<string, unknown> = { ...facts };
  for (const [place, { fact, to, needs }] of (receipt.moreLocal?.changes ?? []).entries()) {
    changed[fact] = to;
    if (typeof to !== 'number') continue;
    expect(needs).to.match(/^[\d,.]+ or less$/);
    const allowed = fact === 'residualRisk' ? RISKS.filter((risk) => risk <= to) : null;
    const at = chance[place]!;
    changed[fact] = allowed ? allowed[at % allowed.length] : (at % Math.round(to * 100 + 1)) / 100;
  }
  const made = changed as unknown as RoutingFacts;
  return { ...made, consultancyGbp: Math.min(made.consultancyGbp, made.revenueGbp) };
}
