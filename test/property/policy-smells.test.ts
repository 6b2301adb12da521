import { expect } from 'chai';
import fc from 'fast-check';
import type { RoutingFacts } from '../../domain/facts.ts';
import { isAbove, LEVELS, type Level } from '../../domain/level.ts';
import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import { outcome, type Policy } from '../../domain/policy/policy.ts';
import { everyRouting, policyWith, someRules } from '../support/small-policies.ts';
import { drawOf, someSeed } from '../support/small-tables.ts';

const MANY = Number(process.env['REMIT_ANALYSIS_TABLES'] ?? 300);
const SEED = Number(process.env['REMIT_ANALYSIS_SEED'] ?? 20261126);

const ORDERED = ['scope', 'residualRisk', 'regulatedProgramme', 'revenueGbp', 'consultancyGbp'] as const;
const EVERY = everyRouting();

/** How local a value is: the less, the more. */
const localness = (value: RoutingFacts[(typeof ORDERED)[number]]): number =>
  typeof value === 'string' ? LEVELS.indexOf(value) : Number(value);

interface Decided {
  readonly facts: RoutingFacts;
  readonly level: Level | null;
  readonly rules: readonly string[];
  readonly deciding: readonly string[];
}

function decide(policy: Policy, facts: RoutingFacts): Decided {
  const found = outcome(policy, facts);
  if (found.ok) return { facts, ...found.value };
  expect(found.error.map(({ rule }) => rule)).to.deep.equal(['no-rule-matches']);
  return { facts, level: null, rules: [], deciding: [] };
}

/** The facts in which more local ones lead to a higher level, by comparing each set of facts with each. */
function falling(decided: readonly Decided[]): string[] {
  const keyOf = (facts: RoutingFacts, without: string): string =>
    ORDERED.filter((name) => name !== without)
      .map((name) => String(facts[name]))
      .join(' ');
  return ORDERED.filter((name) => {
    const alike = new Map<string, Decided[]>();
    for (const each of decided) {
      const key = keyOf(each.facts, name);
      alike.set(key, [...(alike.get(key) ?? []), each]);
    }
    return [...alike.values()].some((group) =>
      group.some((a) =>
        group.some(
          (b) =>
            a.level !== null &&
            b.level !== null &&
            localness(a.facts[name]) < localness(b.facts[name]) &&
            isAbove(a.level, b.level),
        ),
      ),
    );
  });
}

describe('the analysis of a subsidiarity policy', () => {
  it('finds where more local facts lead to a higher level, as trying every pair of facts does, with true examples', () => {
    let smelling = 0;
    fc.assert(
      fc.property(someSeed, (seed) => {
        const policy = policyWith(someRules(drawOf(seed)));
        const decided = EVERY.map((facts) => decide(policy, facts));
        const { findings, unanswered } = analysePolicy(policy);
        expect(unanswered).to.be.empty;
        const smells = findings.filter(({ kind }) => kind === 'more-local-higher');
        expect([...new Set(smells.map(({ cell }) => cell))].sort()).to.deep.equal(
          falling(decided).toSorted(),
        );
        for (const { example, beside, cell, rules, detail } of smells) {
          smelling += 1;
          const [a, b] = [example, beside].map((each) => decide(policy, each as unknown as RoutingFacts));
          expect(isAbove(a!.level!, b!.level!), detail).to.equal(true);
          expect(rules).to.deep.equal([...a!.deciding, ...b!.deciding]);
          const differ = Object.keys(example!).filter((name) => example![name] !== beside![name]);
          expect(differ).to.deep.equal([cell]);
          const name = cell as (typeof ORDERED)[number];
          expect(localness(a!.facts[name]) < localness(b!.facts[name]), detail).to.equal(true);
        }
      }),
      { numRuns: Math.ceil(MANY / 10), seed: SEED },
    );
    expect(smelling).to.be.greaterThan(10);
  });

  it('finds gaps, rules that never match, rules that never decide and levels out of reach, and no others', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const policy = policyWith(someRules(drawOf(seed)));
        const decided = EVERY.map((facts) => decide(policy, facts));
        const { findings } = analysePolicy(policy);
        const firsts = (kind: string) =>
          findings.filter((each) => each.kind === kind).map(({ rules }) => rules[0]);
        const ids = policy.routing.rules.map(({ id }) => id);
        const matched = new Set(decided.flatMap(({ rules }) => rules));
        const deciding = new Set(decided.flatMap((each) => each.deciding));
        const levels = new Set(decided.map(({ level }) => level));
        expect(firsts('gap').length > 0).to.equal(decided.some(({ level }) => level === null));
        expect(firsts('never-matches')).to.deep.equal(ids.filter((id) => !matched.has(id)));
        expect(firsts('masked')).to.deep.equal(ids.filter((id) => matched.has(id) && !deciding.has(id)));
        const unreached = findings.filter(({ kind, cell }) => kind === 'unreachable' && cell === 'level');
        expect(unreached).to.have.length(LEVELS.filter((level) => !levels.has(level)).length);
        for (const { kind, example, detail } of findings) {
          if (kind !== 'gap') continue;
          expect(decide(policy, example as unknown as RoutingFacts).level, detail).to.equal(null);
        }
      }),
      { numRuns: Math.ceil(MANY / 10), seed: SEED },
    );
  });
});
