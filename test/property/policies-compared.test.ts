import { expect } from 'chai';
import fc from 'fast-check';
import type { RoutingFacts } from '../../domain/facts.ts';
import { isAbove, type Level } from '../../domain/level.ts';
import { comparePolicies, type Change } from '../../domain/policy/analysis/compare-policies.ts';
import type { Outcome } from '../../domain/policy/outcome.ts';
import { outcome, type Policy } from '../../domain/policy/policy.ts';
import { everyRouting, policyWith, someRules, type SmallRule } from '../support/small-policies.ts';
import { drawOf, someSeed, type Draw } from '../support/small-tables.ts';

const RUNS = Number(process.env['REMIT_COMPARISONS'] ?? 60);
const EVERY = everyRouting();

/** Some rules, of which a few refer. */
const referring = (draw: Draw): SmallRule[] =>
  someRules(draw).map((rule) => (draw(4) === 0 ? { ...rule, refer: 'treasury' } : rule));

/** Rules with one changed, taken out, added, or another level asked for by it. */
function edited(rules: readonly SmallRule[], draw: Draw): SmallRule[] {
  const at = draw(rules.length);
  const [other] = referring(draw);
  const changed = rules[at]!;
  switch (draw(4)) {
    case 0:
      return rules.filter((_, place) => place !== at);
    case 1:
      return [...rules.slice(0, at), other!, ...rules.slice(at)];
    case 2:
      return rules.map((rule, place) => (place === at ? { ...rule, level: other!.level } : rule));
    default:
      return rules.map((rule, place) => (place === at ? { ...changed, cells: other!.cells } : rule));
  }
}

function decide(policy: Policy, facts: RoutingFacts): Outcome | null {
  const found = outcome(policy, facts);
  if (found.ok) return found.value;
  expect(found.error.map(({ rule }) => rule)).to.deep.equal(['no-rule-matches']);
  return null;
}

/** In what ways the two differ on some facts, with the rules that make each difference. */
function differing(before: Policy, after: Policy, facts: RoutingFacts): string[] {
  const [was, is] = [decide(before, facts), decide(after, facts)];
  const [from, to] = [was?.level ?? null, is?.level ?? null];
  const higher = (a: Level | null, b: Level | null): boolean => a !== null && (b === null || isAbove(a, b));
  const raising = higher(to, from) ? is!.deciding : higher(from, to) ? was!.deciding : [];
  const refers = (found: Outcome | null): boolean => (found?.referTo.length ?? 0) > 0;
  const asking = refers(is) && !refers(was) ? { of: after, found: is! } : null;
  const gone = refers(was) && !refers(is) ? { of: before, found: was! } : null;
  const by = ({ of, found }: { readonly of: Policy; readonly found: Outcome }): string[] =>
    found.rules.filter((id) => of.routing.rules.find((rule) => rule.id === id)?.referral !== null);
  return [
    ...raising.map((rule) => keyOf({ kind: 'level', from, to }, rule)),
    ...(asking === null
      ? []
      : by(asking).map((rule) => keyOf({ kind: 'referral', from: null, to: ASKED }, rule))),
    ...(gone === null
      ? []
      : by(gone).map((rule) => keyOf({ kind: 'referral', from: ASKED, to: null }, rule))),
  ];
}

const ASKED = 'the consent of treasury';
const keyOf = ({ kind, from, to }: Change, rule: string): string => [kind, from, to, rule].join(' ');

describe('two policies compared', () => {
  it('differ in the ways and by the rules that trying all facts finds, each with a true example', () => {
    let ways = 0;
    fc.assert(
      fc.property(someSeed, (seed) => {
        const draw = drawOf(seed);
        const rules = referring(draw);
        const [before, after] = [
          policyWith(rules),
          policyWith(draw(3) === 0 ? referring(draw) : edited(rules, draw)),
        ];
        const { differences, unanswered, allowed } = comparePolicies(before, after);
        expect({ unanswered, allowed }).to.deep.equal({ unanswered: null, allowed: [] });
        const found = differences.map(({ change, rule }) => keyOf(change, rule));
        const tried = new Set(EVERY.flatMap((facts) => differing(before, after, facts)));
        expect(found.toSorted()).to.deep.equal([...tried].sort());
        for (const { example, change, rule, ...told } of differences) {
          const facts = example as unknown as RoutingFacts;
          expect(differing(before, after, facts)).to.include(keyOf(change, rule));
          if (change.kind === 'level') {
            expect(told.before).to.deep.equal(decide(before, facts)?.deciding ?? []);
            expect(told.after).to.deep.equal(decide(after, facts)?.deciding ?? []);
          }
          ways += 1;
        }
      }),
      { numRuns: RUNS },
    );
    expect(ways).to.be.greaterThan(RUNS / 2);
  });

  it('do not differ where rules are only put in another order, doubled, or split in two', () => {
    fc.assert(
      fc.property(someSeed, (seed) => {
        const draw = drawOf(seed);
        const rules = referring(draw);
        const split = rules.flatMap((rule) =>
          rule.cells['regulatedProgramme'] === undefined
            ? [false, true].map((value) => ({
                ...rule,
                cells: { ...rule.cells, regulatedProgramme: String(value) },
              }))
            : [rule],
        );
        const other = draw(2) === 0 ? split : [...rules.toReversed(), rules[draw(rules.length)]!];
        expect(comparePolicies(policyWith(rules), policyWith(other)).differences).to.deep.equal([]);
      }),
      { numRuns: RUNS },
    );
  });
});
