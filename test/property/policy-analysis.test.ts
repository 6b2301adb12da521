import { expect } from 'chai';
import fc from 'fast-check';
import { analyseSpace, MOST_STEPS } from '../../domain/policy/analysis/analyse.ts';
import type { Analysis, Finding } from '../../domain/policy/analysis/finding.ts';
import { gaps } from '../../domain/policy/analysis/gaps.ts';
import { inBox, Steps } from '../../domain/policy/analysis/uncovered.ts';
import type { Space } from '../../domain/policy/analysis/space.ts';
import {
  bruteForce,
  everyMatch,
  matching,
  pointOf,
  spaceOfText,
  type Facts,
  type Matched,
} from '../support/brute-force.ts';
import { changedAnyhow, planted, PLANTS } from '../support/plants.ts';
import { drawOf, HITS, someSeed, type TextTable } from '../support/small-tables.ts';

/** How many tables are planted; a third as many are changed anyhow. */
const MANY = Number(process.env['REMIT_ANALYSIS_TABLES'] ?? 300);
const SEED = Number(process.env['REMIT_ANALYSIS_SEED'] ?? 20261126);

const of = (analysis: Analysis, kind: Finding['kind']): Finding[] =>
  analysis.findings.filter((finding) => finding.kind === kind);

const firsts = (findings: readonly Finding[]): string[] => findings.map(({ rules }) => rules[0] ?? '').sort();

const pairsOf = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rules }) => rules.join(' '))
    .sort();

/** In how many facts these are away from where an example stays when it can. */
function away(space: Space, facts: Facts): number {
  const usual = Object.fromEntries(
    space.axes.map(({ name, atoms, usual }) => {
      const value = atoms[usual]!.value;
      return [name, typeof value === 'object' ? Number(value.toFixed()) : value];
    }),
  );
  return Object.entries(facts).filter(([name, value]) => usual[name] !== value).length;
}

/** Every example is true under evaluation, and no facts that show the same are away in fewer. */
function expectTrueAndSmallest(
  table: TextTable,
  space: Space,
  analysis: Analysis,
  matches: readonly Matched[] = everyMatch(table),
): void {
  for (const { kind, rules, example, detail } of analysis.findings) {
    if (example === null) continue;
    const shows = (found: readonly string[]): boolean => {
      if (kind === 'gap') return found.length === 0;
      if (kind === 'overlap')
        return found.includes(rules[0]!) && found.some((id) => id !== rules[0] && rules.includes(id));
      if (kind === 'masked')
        return found.includes(rules[0]!) && found.some((id) => rules.slice(1).includes(id));
      return true;
    };
    expect(shows(matching(table, example)), `${detail} ${JSON.stringify(example)}`).to.equal(true);
    const first = kind !== 'gap' || analysis.findings[0]?.example === example;
    if (kind === 'never-matches' || kind === 'outside-allowed' || kind === 'unreachable' || !first) continue;
    const least = Math.min(
      ...matches.filter(({ found }) => shows(found)).map(({ facts }) => away(space, facts)),
    );
    expect(away(space, example), `${detail} ${JSON.stringify(example)}`).to.equal(least);
  }
}

describe('the analysis of a decision table', () => {
  it('finds what brute force over all facts finds, no more and no less, under every hit policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HITS), someSeed, (hits, seed) => {
        const table = changedAnyhow(hits, drawOf(seed));
        const space = spaceOfText(table);
        const analysis = analyseSpace(space);
        const matches = everyMatch(table);
        const brute = bruteForce(table, matches);
        expect(analysis.unanswered).to.be.empty;
        expect(of(analysis, 'gap').length > 0, 'gap').to.equal(brute.gap);
        expect(analysis.overlaps).to.deep.equal({
          pairs: brute.pairs.length,
          mattering: brute.mattering.length,
        });
        expect(pairsOf(of(analysis, 'overlap'))).to.deep.equal(brute.mattering);
        expect(firsts(of(analysis, 'never-matches'))).to.deep.equal(brute.never.toSorted());
        expect(firsts(of(analysis, 'masked'))).to.deep.equal(brute.masked.toSorted());
        expect(of(analysis, 'unreachable').map(({ detail }) => /"(.*?)"/.exec(detail)?.[1])).to.deep.equal(
          brute.unreachable,
        );
        expectTrueAndSmallest(table, space, analysis, matches);
      }),
      { numRuns: Math.ceil(MANY / 3), seed: SEED },
    );
  });

  it('tells every gap, and of each all that it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HITS), someSeed, (hits, seed) => {
        const whole = changedAnyhow(hits, drawOf(seed));
        const table = { ...whole, rules: whole.rules.slice(1) };
        const space = spaceOfText(table);
        const { boxes, more } = gaps(space, new Steps(MOST_STEPS));
        if (more) return;
        for (const { facts, found } of everyMatch(table)) {
          const told = boxes.some((box) => inBox(box, pointOf(space, facts)));
          expect(told, JSON.stringify(facts)).to.equal(found.length === 0);
        }
      }),
      { numRuns: Math.ceil(MANY / 6), seed: SEED },
    );
  });

  for (const plant of PLANTS) {
    it(`finds ${plant} wherever it is planted, with a true example, and nothing where it is not`, () => {
      let found = 0;
      fc.assert(
        fc.property(someSeed, (seed) => {
          const { sound, table, kind, rule } = planted(plant, drawOf(seed));
          const before = analyseSpace(spaceOfText(sound));
          expect(before.findings.filter((each) => each.kind !== 'unreachable')).to.be.empty;
          const space = spaceOfText(table);
          const analysis = analyseSpace(space);
          const about = of(analysis, kind).filter(({ rules }) => rule === null || rules.includes(rule));
          expect(about, JSON.stringify(table.rules)).to.not.be.empty;
          for (const { example } of about) expect(example).to.not.equal(null);
          expectTrueAndSmallest(table, space, analysis);
          found += 1;
        }),
        { numRuns: Math.ceil(MANY / PLANTS.length), seed: SEED },
      );
      expect(found).to.equal(Math.ceil(MANY / PLANTS.length));
    });
  }
});
